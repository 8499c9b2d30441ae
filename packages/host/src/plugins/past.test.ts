import { decideStart, moves, type PluginEvent } from '@omnitrade/lifecycle';
import { describe, expect, it } from 'vitest';
import { copyPlugin, dailyProvider, daysOf, openTestHost, type TestHost } from '../host-fixture.ts';
import { createMemoryPluginStore } from '../memory-store.ts';

const openLine = async (test: TestHost) => {
  await test.install(dailyProvider('days'));
  await test.install(copyPlugin('line', { copy: 0 }));
  await test.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
};

describe('the past of a plugin', () => {
  it('tells every move with its cause, and every move is a legal one', async () => {
    await using test = await openTestHost();
    await openLine(test);
    await test.until(() => expect(test.summary('line').state).toBe('active'));
    await test.host.disable('line');
    const path = (await test.host.pastOf('line')).moves.toReversed();
    expect(path.map(({ event, cause }) => `${event}: ${cause}`)).toEqual([
      'load: it is in use',
      'loaded: its code was evaluated',
      'activated: activate returned',
      'deactivate: it was disabled',
      'deactivated: its isolate is gone',
    ]);
    let state = 'installed' as keyof typeof moves;
    for (const { from, event, to } of path) {
      expect(from).toBe(state);
      expect((moves[state] as Partial<Record<PluginEvent, string>>)[event as PluginEvent]).toBe(to);
      state = to as keyof typeof moves;
    }
  });

  it('counts failures of one kind together', async () => {
    await using test = await openTestHost();
    const line = copyPlugin('line', { copy: 0 });
    const spins = line.files['index.js']?.replace('for (let i', 'while (bars.volume[0] === 1); for (let i') as string;
    await test.install(dailyProvider('days'));
    await test.install({ ...line, files: { 'index.js': spins } });
    await test.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
    await test.until(() => expect(test.summary('line').state).toBe('failed'));
    await test.host.retry('line').catch(() => {});
    await test.until(async () =>
      expect((await test.host.pastOf('line')).faults).toMatchObject([{ code: 'sandbox.timeout', count: 2 }]),
    );
    expect((await test.host.pastOf('line')).moves[0]).toMatchObject({ event: 'fail', cause: 'sandbox.timeout' });
  });
});

describe('safe mode', () => {
  it('starts no plugin, says why, and lets plugins be disabled', async () => {
    const store = createMemoryPluginStore();
    const before = await openTestHost({ store });
    await openLine(before);
    await using test = await openTestHost({ store, start: decideStart({ asked: false, failedStarts: 2 }) });
    await test.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
    expect(test.host.chart.status.state).toBe('failed');
    expect(test.host.plugins().map(({ state }) => state)).toEqual(['installed', 'installed']);
    expect(test.host.vitals()).toMatchObject({
      safeMode: { why: 'failed-starts', reason: expect.stringContaining('twice') },
    });
    await test.host.disable('line');
    expect(test.summary('line').wanted).toBe('disabled');
    await before[Symbol.asyncDispose]();
  });

  it('is left without a new start: what is in use begins, and the chart with it', async () => {
    await using test = await openTestHost({ start: { mode: 'safe', why: 'asked', reason: 'It was asked for.' } });
    await test.install(dailyProvider('days'));
    await test.host.chart.open(daysOf('days'));
    expect(test.host.chart.status.state).toBe('failed');
    test.host.leaveSafeMode();
    await test.until(() => expect(test.host.chart.status.state).toBe('ready'));
    expect(test.summary('days').state).toBe('active');
    expect(test.host.vitals().safeMode).toBeUndefined();
    expect(test.events('terminal.safe-mode-left')).toHaveLength(1);
  });
});
