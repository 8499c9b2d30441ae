import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { updateStepNames } from '@omnitrade/lifecycle';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Act, CrashOrder, Found } from './crash-child-fixture.ts';
import { apply, emptyWorld, makeActs, plugins, toText, versions, type World } from './crash-model-fixture.ts';

const flags = ['--no-node-snapshot', '--disable-warning=ExperimentalWarning', '--input-type=module-typescript'];
const soak = process.env.OMNITRADE_SOAK === '1';
/** So many random kills; the usual 500 of the long suite can be set by hand. */
const kills = Number(process.env.OMNITRADE_KILLS ?? (soak ? 500 : 12));
/** A round is mostly this: what is killed later than here does no more than was killed before. */
const longestMs = 600;
const progressEvery = 25;

let dir = '';
/** Those that live: one that works, and one that has imported everything and waits for its order. */
const children = new Set<ChildProcess>();
let waiting: ReturnType<typeof spawnChild> | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'omnitrade-crash-'));
  for (const plugin of plugins) for (const version of versions) writePlugin(plugin, version);
});
afterEach(() => {
  for (const child of children) child.kill('SIGKILL');
  waiting = undefined;
  rmSync(dir, { recursive: true, force: true, maxRetries: 5 });
});

function writePlugin(name: string, version: string, dependencies: Record<string, string> = {}): void {
  const folder = join(dir, 'plugins', `${name}-${version}`);
  const about = { author: 'example-labs', description: 'Made for a test.', main: 'index.js' };
  const manifest = {
    name,
    version,
    ...about,
    permissions: ['storage'],
    dependencies,
    configuration: { type: 'object', properties: { size: { type: 'integer', default: 0 } } },
    compatibility: { terminal: '^1.0.0' },
  };
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, 'plugin.json'), JSON.stringify(manifest));
  writeFileSync(join(folder, 'index.js'), `export default { activate() { return '${version}'; } };`);
}

/** The same numbers for the same seed. */
function createRandom(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

interface Run {
  readonly found: Found;
  readonly done: readonly { readonly act: Act; readonly refused: string | false }[];
  readonly cut: Act | undefined;
}

function spawnChild() {
  const module = JSON.stringify(fileURLToPath(new URL('./crash-child-fixture.ts', import.meta.url)));
  const code = `import { runNextOrder } from ${module}; await runNextOrder();`;
  const child = spawn(process.execPath, [...flags, '-e', code], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  children.add(child);
  child.once('close', () => children.delete(child));
  child.stdin.on('error', () => {});
  return child;
}

/** Runs the acts in a process of its own; `killAfterMs` counts from its first word. */
async function runChild(acts: readonly Act[], more: { dieAt?: string; killAfterMs?: number } = {}): Promise<Run> {
  const { dieAt, killAfterMs } = more;
  const order: CrashOrder = { home: join(dir, 'home'), folder: join(dir, 'plugins'), acts, ...(dieAt && { dieAt }) };
  const running = waiting ?? spawnChild();
  // What takes longest, to import everything, is done by the next one while this one works.
  waiting = spawnChild();
  running.stdin.end(JSON.stringify(order));
  let complaint = '';
  running.stderr.on('data', (text) => {
    complaint += text;
  });
  const exited = new Promise((resolve) => running.once('close', resolve));
  let found: Found | undefined;
  const done: { act: Act; refused: string | false }[] = [];
  let cut: Act | undefined;
  for await (const line of createInterface({ input: running.stdout })) {
    const at = line.indexOf(' ');
    const value = JSON.parse(line.slice(at + 1));
    if (line.startsWith('found ')) {
      found = value;
      if (killAfterMs !== undefined) setTimeout(() => running.kill('SIGKILL'), killAfterMs);
    } else if (line.startsWith('begun ')) cut = value;
    else {
      done.push(value);
      cut = undefined;
    }
  }
  await exited;
  if (found === undefined) throw new Error(`the home did not open: ${complaint}`);
  if (complaint !== '') throw new Error(complaint);
  return { found, done, cut };
}

function expectWhole({ openChanges, orphans, unreadable }: Found): void {
  expect({ openChanges, orphans, unreadable }).toEqual({ openChanges: 0, orphans: [], unreadable: [] });
}

describe('a process that is killed', () => {
  it('at random moments loses nothing it acknowledged, and leaves nothing half done', async () => {
    const seed = soak ? Math.floor(Date.now() / 1000) : 7;
    const random = createRandom(seed);
    let world: World = emptyWorld;
    let possible: World[] = [world];
    const begun = performance.now();
    let acknowledged = 0;
    for (let kill = 0; kill < kills; kill++) {
      const { found, done, cut } = await runChild(makeActs(random, 40), { killAfterMs: random() * longestMs });
      expectWhole(found);
      const match = possible.find(({ installed }) => toText(installed) === toText(found.plugins));
      const wanted = possible.map(({ installed }) => toText(installed));
      expect(match, `seed ${seed}, kill ${kill}: found ${toText(found.plugins)}, not ${wanted}`).toBeDefined();
      world = match as World;
      for (const { act, refused } of done) if (!refused) world = apply(world, act);
      possible = cut ? [world, apply(world, cut)] : [world];
      acknowledged += done.length;
      if (kills >= 4 * progressEvery && (kill + 1) % progressEvery === 0) {
        const seconds = Math.round((performance.now() - begun) / 1000);
        process.stderr.write(`crash loop, seed ${seed}: ${kill + 1} kills, ${acknowledged} acts, ${seconds} s\n`);
      }
    }
    expectWhole((await runChild([])).found);
  }, 3_600_000);

  it.each(['ant switch', 'ant commit', 'bee switch', 'bee commit'])(
    'before %s of a change of both has neither, whole, at the next start',
    async (dieAt) => {
      writePlugin('bee', '2.0.0', { ant: '^2.0.0' });
      const before: Act[] = [
        { act: 'install', plugin: 'ant', version: '1.0.0' },
        { act: 'store', plugin: 'ant', value: 1 },
        { act: 'install', plugin: 'bee', version: '1.0.0' },
      ];
      expect((await runChild(before)).done).toHaveLength(3);
      const both: Act = { act: 'install', plugin: 'bee', version: '2.0.0', with: ['ant-2.0.0'] };
      const { cut } = await runChild([both], { dieAt });
      expect(cut).toBeDefined();
      const { found } = await runChild([both]);
      expectWhole(found);
      const at = { version: '1.0.0', wanted: 'enabled', size: null, kept: [] };
      expect(found.plugins).toEqual({ ant: { ...at, data: 1 }, bee: { ...at, data: null } });
      const { found: after } = await runChild([]);
      expect([after.plugins.ant?.version, after.plugins.bee?.version]).toEqual(['2.0.0', '2.0.0']);
      expect(after.plugins.ant).toMatchObject({ data: 1, kept: ['1.0.0'] });
    },
  );

  it.each(updateStepNames)('before %s of an update has the old version, whole, at the next start', async (step) => {
    const before: Act[] = [
      { act: 'install', plugin: 'ant', version: '1.0.0' },
      { act: 'store', plugin: 'ant', value: 1 },
      { act: 'set', plugin: 'ant', value: 2 },
      { act: 'disable', plugin: 'ant' },
    ];
    expect((await runChild(before)).done).toHaveLength(4);
    const { cut } = await runChild([{ act: 'install', plugin: 'ant', version: '2.0.0' }], { dieAt: step });
    expect(cut).toBeDefined();
    const { found } = await runChild([{ act: 'install', plugin: 'ant', version: '2.0.0' }]);
    expectWhole(found);
    expect(found.plugins).toEqual({ ant: { version: '1.0.0', wanted: 'disabled', data: 1, size: 2, kept: [] } });
    const after = await runChild([]);
    expect(after.found.plugins).toEqual({
      ant: { version: '2.0.0', wanted: 'disabled', data: 1, size: 2, kept: ['1.0.0'] },
    });
  });
});
