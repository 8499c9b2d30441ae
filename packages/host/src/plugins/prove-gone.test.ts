import { setTimeout as sleep } from 'node:timers/promises';
import type { Contribution, Json, PluginId } from '@omnitrade/contracts';
import { Contributions, Scope } from '@omnitrade/extensions';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlugin, dailyProvider, daysOf, openTestHost, type TestHost } from '../host-fixture.ts';
import { proveGone } from './prove-gone.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost({ healthMs: 0 });
});
afterEach(() => test[Symbol.asyncDispose]());

/** Tries, when it is told to go, to leave something of everything it can have. */
const clinging = `
  deactivate() {
    const again = () => setTimeout(again, 1);
    again();
    setInterval(() => kept.set('late', 1), 1);
    fetch('https://example.com/').catch(() => {});
    kept.set('written', 1);
    (async () => { for (let i = 0; ; i++) { await null; if (i % 1e6 === 0) kept.set('late', i); } })();
    return new Promise(() => {});
  },`;

async function openLine(more: string): Promise<void> {
  const plugin = copyPlugin('line', { copy: 0 }, more);
  const code = (plugin.files['index.js'] as string).replace(
    '{ charts, log }) {',
    '{ charts, storage }) { kept = storage;',
  );
  await test.install(dailyProvider('days'));
  await test.install({
    ...plugin,
    permissions: ['charts:write', 'storage', 'net:example.com'],
    files: { 'index.js': `let kept; ${code}` },
  });
  await test.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
  await test.until(() => expect(test.summary('line').state).toBe('active'));
}

const pluginsIn = () => test.host.vitals().runners.reduce((sum, { plugins }) => sum + plugins, 0);

describe('a plugin that tries to leave something behind', () => {
  it('leaves nothing: no isolate, no timer, no call, no write', async () => {
    await openLine(clinging);
    const before = pluginsIn();
    await test.host.disable('line');
    expect(test.summary('line').state).toBe('installed');
    expect(pluginsIn()).toBe(before - 1);
    expect(test.events('plugin.left-behind')).toEqual([]);
    const [move] = (await test.host.pastOf('line')).moves;
    expect(move).toMatchObject({ event: 'deactivated', cause: 'its isolate is gone' });
    const late = await test.data.storage.read('line' as PluginId, 'late');
    await sleep(100);
    expect(await test.data.storage.read('line' as PluginId, 'late')).toEqual(late);
  });

  it('is not offered what it adds behind the back of its trial', async () => {
    await openLine('');
    await test.host.disable('line');
    const later = copyPlugin('line', { copy: 0, other: 1 });
    test.write({ ...later, permissions: ['charts:write', 'storage', 'net:example.com'] });
    await test.host.enable('line');
    await test.until(() =>
      expect(test.events('plugin.warned').at(-1)?.data).toMatchObject({ code: 'plugin.not-recorded' }),
    );
    expect(test.host.contributions().map(({ contribution }) => contribution)).toEqual(['days/days', 'line/copy']);
  });
});

describe('the proof that a plugin is gone', () => {
  const plugin = 'line' as PluginId;
  const contribution = { point: 'chart.indicator', id: 'copy', info: {} } as unknown as Contribution;

  it('names what was planted, and takes back what the host can', async () => {
    const inForce = new Contributions();
    const scope = new Scope(plugin);
    inForce.add(plugin, contribution);
    scope.add('connection', 'open', () => {
      throw new Error('stuck');
    });
    scope.add('listener', 'grants', () => {});
    scope.dispose();
    const told: [string, Json | undefined][] = [];
    const lines: string[] = [];
    const findLeft = async () => [...scope.left(), { kind: 'timers', id: '2' }];
    await proveGone({ plugin, findLeft }, inForce, {
      emit: (type, _, data) => void told.push([type, data]),
      log: (_plugin, level, text) => void lines.push(`${level} ${text}`),
    });
    const left = [
      { kind: 'contribution', id: 'copy' },
      { kind: 'connection', id: 'open' },
      { kind: 'timers', id: '2' },
    ];
    expect(told).toEqual([['plugin.left-behind', { left }]]);
    expect(lines).toEqual(['error It ended, and left behind: contribution copy, connection open, timers 2.']);
    expect(inForce.all()).toEqual([]);
  });

  it('says nothing of a plugin that left nothing', async () => {
    const fail = () => {
      throw new Error('told');
    };
    await proveGone({ plugin, findLeft: async () => [] }, new Contributions(), { emit: fail, log: fail });
  });
});
