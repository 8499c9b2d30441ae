import { type ChildProcess, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { updateStepNames } from '@omnitrade/lifecycle';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Act, CrashOrder, Found, Held } from './crash-child-fixture.ts';

const flags = ['--no-node-snapshot', '--disable-warning=ExperimentalWarning', '--input-type=module-typescript'];
const soak = process.env.OMNITRADE_SOAK === '1';
const plugins = ['ant', 'bee'];
const versions = ['1.0.0', '1.1.0', '2.0.0'];

let dir = '';
let child: ChildProcess | undefined;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'omnitrade-crash-'));
  for (const plugin of plugins) for (const version of versions) writePlugin(plugin, version);
});
afterEach(() => {
  child?.kill('SIGKILL');
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

/** Runs the acts in a process of its own; `killAfterMs` counts from its first word. */
async function runChild(acts: readonly Act[], more: { dieAt?: string; killAfterMs?: number } = {}): Promise<Run> {
  const { dieAt, killAfterMs } = more;
  const order: CrashOrder = { home: join(dir, 'home'), folder: join(dir, 'plugins'), acts, ...(dieAt && { dieAt }) };
  const module = JSON.stringify(fileURLToPath(new URL('./crash-child-fixture.ts', import.meta.url)));
  const code = `import { runOrder } from ${module}; await runOrder(${JSON.stringify(order)});`;
  const running = spawn(process.execPath, [...flags, '-e', code], {
    cwd: fileURLToPath(new URL('.', import.meta.url)),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  child = running;
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

type Model = Readonly<Record<string, Held & { readonly dataOf: Readonly<Record<string, number | null>> }>>;
interface World {
  readonly installed: Model;
  /** Data of uninstalled plugins. */
  readonly left: Readonly<Record<string, number | null>>;
}

/** What the home must hold after an act that was carried out. */
function apply({ installed, left }: World, act: Act): World {
  const { plugin } = act;
  const held = installed[plugin];
  const put = (changed: Model[string]): World => ({ installed: { ...installed, [plugin]: changed }, left });
  if (act.act === 'install') {
    if (!held)
      return put({ version: act.version, wanted: 'enabled', data: left[plugin] ?? null, kept: [], dataOf: {} });
    return put(moveTo(held, act.version, held.data));
  }
  if (!held) return { installed, left };
  switch (act.act) {
    case 'enable':
    case 'disable':
      return put({ ...held, wanted: `${act.act}d` });
    case 'store':
      return put({ ...held, data: act.value });
    case 'rollback': {
      const [version] = held.kept;
      return version === undefined ? { installed, left } : put(moveTo(held, version, held.dataOf[version] ?? null));
    }
    case 'uninstall': {
      const { [plugin]: gone, ...rest } = installed;
      return { installed: rest, left: { ...left, [plugin]: gone?.data ?? null } };
    }
  }
}

function moveTo(held: Model[string], version: string, data: number | null): Model[string] {
  if (version === held.version) return { ...held, data };
  const kept = [held.version, ...held.kept.filter((one) => one !== version && one !== held.version)];
  return { ...held, version, data, kept, dataOf: { ...held.dataOf, [held.version]: held.data } };
}

const toPlain = ({ installed }: World) =>
  Object.fromEntries(Object.entries(installed).map(([id, { dataOf: _, ...held }]) => [id, held]));

function expectWhole({ openChanges, orphans, unreadable }: Found): void {
  expect({ openChanges, orphans, unreadable }).toEqual({ openChanges: 0, orphans: [], unreadable: [] });
}

function makeActs(random: () => number, count: number): Act[] {
  const pick = <T>(list: readonly T[]) => list[Math.floor(random() * list.length)] as T;
  return Array.from({ length: count }, (): Act => {
    const plugin = pick(plugins);
    const act = pick(['install', 'install', 'install', 'enable', 'disable', 'store', 'store', 'rollback', 'uninstall'] as const); // biome-ignore format: one line
    if (act === 'install') return { act, plugin, version: pick(versions) };
    return act === 'store' ? { act, plugin, value: Math.floor(random() * 1e6) } : { act, plugin };
  });
}

describe('a process that is killed', () => {
  it('at random moments loses nothing it acknowledged, and leaves nothing half done', async () => {
    const seed = soak ? Math.floor(Date.now() / 1000) : 7;
    const random = createRandom(seed);
    let world: World = { installed: {}, left: {} };
    let possible: World[] = [world];
    for (let kill = 0; kill < (soak ? 500 : 12); kill++) {
      const { found, done, cut } = await runChild(makeActs(random, 40), { killAfterMs: random() * 1200 });
      expectWhole(found);
      const match = possible.find(
        (one) => JSON.stringify(sorted(toPlain(one))) === JSON.stringify(sorted(found.plugins)),
      );
      expect(
        match,
        `seed ${seed}, kill ${kill}: ${JSON.stringify([found.plugins, possible.map(toPlain)])}`,
      ).toBeDefined();
      world = match as World;
      for (const { act, refused } of done) if (!refused) world = apply(world, act);
      possible = cut ? [world, apply(world, cut)] : [world];
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
      const at = { version: '1.0.0', wanted: 'enabled', kept: [] };
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
      { act: 'disable', plugin: 'ant' },
    ];
    expect((await runChild(before)).done).toHaveLength(3);
    const { cut } = await runChild([{ act: 'install', plugin: 'ant', version: '2.0.0' }], { dieAt: step });
    expect(cut).toBeDefined();
    const { found } = await runChild([{ act: 'install', plugin: 'ant', version: '2.0.0' }]);
    expectWhole(found);
    expect(found.plugins).toEqual({ ant: { version: '1.0.0', wanted: 'disabled', data: 1, kept: [] } });
    const after = await runChild([]);
    expect(after.found.plugins).toEqual({ ant: { version: '2.0.0', wanted: 'disabled', data: 1, kept: ['1.0.0'] } });
  });
});

const sorted = (value: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(
    Object.entries(value)
      .sort(([a], [b]) => (a < b ? -1 : 1))
      .map(([id, held]) => {
        const { version, wanted, data, kept } = held as Held;
        return [id, { version, wanted, data, kept }];
      }),
  );
