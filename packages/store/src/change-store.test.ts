import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Json, PluginId, PluginRecord } from '@omnitrade/contracts';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Home, openHome } from './index.ts';

const ant = 'ant' as PluginId;
const grant = (permission: string) => ({ permission, limits: {}, lifetime: 'until-revoked', grantedAt: 1 });
const version = (text: string, changes: Partial<PluginRecord> = {}): PluginRecord => ({
  id: ant,
  version: text,
  wanted: 'enabled',
  source: { kind: 'directory', path: `/plugins/ant-${text}`, copy: true },
  digest: text.repeat(3),
  manifest: { name: 'ant', version: text },
  contributions: [],
  grants: [grant('storage')],
  settings: { of: text },
  installedAt: 1,
  failure: null,
  ...changes,
});

let dir = '';
let home: Home;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'omnitrade-changes-'));
  home = await openHome({ dir });
});
afterEach(async () => {
  await home.close();
  rmSync(dir, { recursive: true, force: true });
});

/** As if the process had been killed: nothing but the file is left. */
async function reopen(): Promise<void> {
  await home.close();
  home = await openHome({ dir });
}

const store = (key: string, value: Json, form = 1) =>
  home.data.storage.commit(ant, { expects: [], puts: [{ key, value }], removes: [], version: form, quotaBytes: 1e6 });
const stored = async (key: string) => (await home.data.storage.read(ant, key))?.value;
const stage = (from: string | null, to: string, kind: 'install' | 'update' | 'rollback' = 'update') =>
  home.changes.stage({ plugin: ant, kind, from, to, begunAt: 5 });

async function change(from: string | null, to: string, record = version(to), restore?: string): Promise<void> {
  await stage(from, to);
  await home.changes.snapshot(ant);
  await home.changes.switch(record, restore);
}
async function install(to: string): Promise<void> {
  await change(null, to);
  await home.changes.commit(ant);
}

describe('changes of plugins', () => {
  it('keeps digest and pin with a record', async () => {
    await home.plugins.put(version('1', { pinned: true }));
    expect(await home.plugins.list()).toEqual([version('1', { pinned: true })]);
  });

  it('names what a crash left open, until it is undone', async () => {
    await install('1');
    await change('1', '2');
    await reopen();
    const [open] = await home.changes.open();
    expect(open).toEqual({ plugin: ant, kind: 'update', from: '1', to: '2', begunAt: 5, step: 'switch' });
    await home.changes.undo(ant);
    expect(await home.changes.open()).toEqual([]);
    expect(await home.plugins.list()).toEqual([version('1')]);
  });

  it('undoes record, grants and data together, at every step', async () => {
    await install('1');
    await store('n', 1);
    const steps = [
      () => stage('1', '2'),
      () => home.changes.snapshot(ant),
      () => home.changes.switch(version('2', { grants: [grant('storage'), grant('ui:panels')] })),
      () => store('n', 2, 2),
    ];
    for (let done = 1; done <= steps.length; done++) {
      for (const step of steps.slice(0, done)) await step();
      await reopen();
      await home.changes.undo(ant);
      expect(await home.plugins.list()).toEqual([version('1')]);
      expect(await stored('n')).toBe(1);
      expect((await home.data.storage.status(ant)).version).toBe(1);
    }
  });

  it('leaves nothing of an installation that is undone', async () => {
    await change(null, '1');
    await store('n', 1);
    await home.changes.undo(ant);
    expect(await home.plugins.list()).toEqual([]);
    expect(await stored('n')).toBeUndefined();
    expect(await home.changes.kept()).toEqual([]);
  });

  it('returns to a kept version with its data, and from there back', async () => {
    await install('1');
    await store('n', 'of one', 1);
    await change('1', '2');
    await store('n', 'of two', 2);
    await home.changes.commit(ant);
    expect(await home.changes.kept(ant)).toMatchObject([{ record: version('1'), dataVersion: 1 }]);
    await change('2', '1', version('1'), '1');
    expect(await stored('n')).toBe('of one');
    await home.changes.commit(ant);
    expect((await home.changes.kept(ant)).map(({ record }) => record.version)).toEqual(['2']);
    await change('1', '2', version('2'), '2');
    await home.changes.commit(ant);
    expect(await stored('n')).toBe('of two');
    expect((await home.data.storage.status(ant)).version).toBe(2);
  });

  it('does not give back what the user took away while the change was open', async () => {
    const both = [grant('storage'), grant('ui:notify')];
    await home.plugins.put(version('1', { grants: both }));
    await change('1', '2', version('2', { grants: both }));
    await home.plugins.put(version('2', { grants: [grant('storage')], wanted: 'disabled' }));
    await home.changes.undo(ant);
    expect(await home.plugins.list()).toEqual([version('1', { grants: [grant('storage')], wanted: 'disabled' })]);
  });

  it('gives back a grant that only the new version did without', async () => {
    await home.plugins.put(version('1', { grants: [grant('ui:notify')] }));
    await change('1', '2', version('2', { grants: [] }));
    await home.changes.undo(ant);
    expect((await home.plugins.list())[0]?.grants).toEqual([grant('ui:notify')]);
  });

  it('refuses a second change of a plugin, and steps out of turn', async () => {
    const codeOf = (work: Promise<unknown>) => work.then(() => 'done', (error) => error.code); // biome-ignore format: one line
    expect(await codeOf(home.changes.snapshot(ant))).toBe('store.no-change-open');
    await stage(null, '1');
    expect(await codeOf(stage(null, '2'))).toBe('store.change-open');
    expect(await codeOf(home.changes.switch(version('1')))).toBe('store.no-change-open');
    await home.changes.snapshot(ant);
    expect(await codeOf(home.changes.switch(version('1'), '7'))).toBe('store.not-kept');
    expect(await home.plugins.list()).toEqual([]);
  });

  it('keeps the newest five versions', async () => {
    await install('1');
    for (let n = 2; n <= 8; n++) {
      await change(`${n - 1}`, `${n}`);
      await home.changes.commit(ant);
    }
    const kept = (await home.changes.kept(ant)).map(({ record }) => record.version).sort();
    expect(kept).toHaveLength(5);
    expect(kept).not.toContain('8');
  });

  it('gives a plugin that comes back its data and settings, unless they were purged', async () => {
    await install('1');
    await store('n', 'mine', 3);
    await home.plugins.remove(ant);
    expect(await home.changes.leftSettings(ant)).toEqual({ of: '1' });
    expect(await stored('n')).toBeUndefined();
    await install('2');
    expect(await stored('n')).toBe('mine');
    expect(await home.changes.leftSettings(ant)).toBeUndefined();
    await home.plugins.remove(ant, { purge: true });
    expect(await home.changes.leftSettings(ant)).toBeUndefined();
    await install('2');
    expect(await stored('n')).toBeUndefined();
  });

  it('keeps what was left behind when the plugin that came back is undone', async () => {
    await install('1');
    await store('n', 'mine');
    await home.plugins.remove(ant);
    await change(null, '2');
    await home.changes.undo(ant);
    await install('2');
    expect(await stored('n')).toBe('mine');
  });

  it('round-trips any data through an update and back', async () => {
    await install('1');
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.string({ minLength: 1 }), fc.jsonValue()), async (values) => {
        const puts = Object.entries(values).map(([key, value]) => ({ key, value: JSON.parse(JSON.stringify(value)) }));
        const removes = await home.data.storage.keys(ant, { prefix: '', after: '', limit: 1000 });
        await home.data.storage.commit(ant, { expects: [], puts, removes, version: 1, quotaBytes: 1e9 });
        await change('1', '2');
        await home.data.storage.commit(ant, {
          expects: [],
          puts: [],
          removes: puts.map(({ key }) => key),
          quotaBytes: 1e9,
        });
        await home.changes.commit(ant);
        await change('2', '1', version('1'), '1');
        await home.changes.commit(ant);
        for (const { key, value } of puts) expect(await stored(key)).toEqual(value);
      }),
      { numRuns: 15 },
    );
  });
});

describe('the past of plugins', () => {
  it('lists moves newest first and forgets the oldest', async () => {
    const move = (time: number) => ({ plugin: ant, time, version: '1', from: 'installed', event: 'load', to: 'loading', cause: 'in use' }); // biome-ignore format: one line
    await Promise.all(Array.from({ length: 600 }, (_, i) => home.history.addMove(move(i))));
    await home.history.addMove({ ...move(1), plugin: 'bee' as PluginId });
    const moves = await home.history.moves(ant);
    expect(moves).toHaveLength(500);
    expect(moves[0]).toEqual(move(599));
    expect(await home.history.moves('bee' as PluginId)).toHaveLength(1);
  });

  it('counts faults of one fingerprint together', async () => {
    const fault = { plugin: ant, code: 'sandbox.timeout', message: 'after 100 ms', version: '1', fingerprint: 'f' };
    await home.history.addFault({ ...fault, time: 10 });
    await home.history.addFault({ ...fault, time: 20, message: 'after 200 ms' });
    await home.history.addFault({ ...fault, time: 15, fingerprint: 'g' });
    await reopen();
    const faults = await home.history.faults(ant);
    expect(faults.map(({ fingerprint, count, firstAt, lastAt }) => [fingerprint, count, firstAt, lastAt])).toEqual([
      ['f', 2, 10, 20],
      ['g', 1, 15, 15],
    ]);
    expect(faults[0]?.message).toBe('after 200 ms');
  });

  it('counts starts that never went well, in a row', async () => {
    expect(await home.starts.begin(1)).toBe(0);
    expect(await home.starts.begin(2)).toBe(1);
    await reopen();
    expect(await home.starts.begin(3)).toBe(2);
    await home.starts.succeeded();
    expect(await home.starts.begin(4)).toBe(0);
  });
});
