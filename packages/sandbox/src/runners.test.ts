import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterEach, describe, expect, it } from 'vitest';
import { createKit, gone, isAlive, type Kit, type KitOptions, sleep } from '../test-kit/kit.ts';
import { indicatorPlugin, plugin } from '../test-kit/sources.ts';
import { TestSeries } from '../test-kit/test-series.ts';

const kits: Kit[] = [];
function newKit(policy: KitOptions['policy'] = {}): Kit {
  const kit = createKit({ guest: readGuestModules(), policy });
  kits.push(kit);
  return kit;
}
afterEach(async () => {
  for (const kit of kits.splice(0)) await kit[Symbol.asyncDispose]();
});

const calm = plugin(`log.info('here');`);
const pidsOf = (plugins: readonly { run: { runnerPid: number } }[]) => new Set(plugins.map(({ run }) => run.runnerPid));

describe('runner processes', () => {
  it('hold at most as many plugins as the policy says', async () => {
    const kit = newKit({ pluginsPerRunner: 50 });
    const many = Array.from({ length: 60 }, () => kit.start(calm));
    await Promise.all(many.map((one) => one.activate()));
    expect(pidsOf(many).size).toBe(2);
    expect(kit.sandbox.runners.map(({ plugins }) => plugins).sort()).toEqual([10, 50]);
  });

  it('are never shared by plugins of different classes', async () => {
    const kit = newKit();
    const classes = ['reading', 'order-placing', 'probation', 'quarantine', 'trial', 'batch'] as const;
    const many = classes.flatMap((runnerClass) => [kit.start(calm, { runnerClass }), kit.start(calm, { runnerClass })]);
    await Promise.all(many.map((one) => one.activate()));
    const perClass = classes.map((_, i) => pidsOf(many.slice(i * 2, i * 2 + 2)));
    for (const [i, own] of perClass.entries())
      for (const other of perClass.slice(i + 1)) for (const pid of own) expect(other).not.toContain(pid);
    // A trial and a batch are alone even among their like.
    expect(perClass.map((own) => own.size)).toEqual([1, 1, 1, 1, 2, 2]);
  });

  it('end when they stood empty for a while, whatever their last plugin died of', async () => {
    const kit = newKit({ idleMs: 30 });
    const [ended, killed] = [kit.start(calm), kit.start(`for (;;);`, { runnerClass: 'probation' })];
    await ended.activate();
    ended[Symbol.dispose]();
    expect((await killed.stopped).error?.code).toBe('sandbox.timeout');
    await Promise.all([gone(ended.run.runnerPid), gone(killed.run.runnerPid)]);
    expect(kit.sandbox.runners).toEqual([]);
    expect(kit.deaths).toEqual([]);
  });

  it('are used again while they still stand', async () => {
    const kit = newKit({ idleMs: 5_000 });
    const first = await kit.start(calm).activate();
    first[Symbol.dispose]();
    const second = await kit.start(calm).activate();
    expect(second.run.runnerPid).toBe(first.run.runnerPid);
  });

  it('leave no process behind when the sandbox is disposed, in whatever state they are', async () => {
    const kit = newKit();
    const active = await kit.start(calm).activate();
    const starting = kit.start(calm, { runnerClass: 'probation' });
    const spinning = kit.start(`for (;;);`, { runnerClass: 'quarantine' });
    kit.sandbox[Symbol.dispose]();
    for (const one of [active, starting, spinning]) expect(one.stop).toEqual({ cause: 'ended', error: undefined });
    for (const one of [active, starting, spinning]) await gone(one.run.runnerPid);
  });

  it('that die from outside blame nobody, and the same plugins can be started again', async () => {
    const kit = newKit();
    const before = await Promise.all([0, 1, 2].map(() => kit.start(calm).activate()));
    process.kill(before[0]?.run.runnerPid ?? 0, 'SIGKILL');
    for (const one of before) {
      const { cause, error } = await one.stopped;
      expect([cause, error?.code]).toEqual(['neighbour', 'sandbox.neighbour-died']);
      expect(error?.message).toContain(one.run.plugin);
    }
    expect(kit.deaths).toMatchObject([{ kind: 'reading', reason: 'SIGKILL', culprit: undefined }]);
    const after = await Promise.all([0, 1, 2].map(() => kit.start(calm).activate()));
    expect(pidsOf(after)).not.toEqual(pidsOf(before));
    expect(kit.sandbox.runners).toMatchObject([{ plugins: 3, restarts: 1 }]);
  });

  it.each([
    ['the user or the system', 'SIGKILL', 'neighbour'],
    ['a fault of the engine', 'SIGSEGV', 'self'],
  ] as const)('that die of %s while one plugin is in its activate judge by the signal', async (_who, signal, cause) => {
    const kit = newKit();
    const calmOne = await kit.start(calm).activate();
    const busy = kit.start(plugin(`for (;;);`));
    await busy.until('loaded');
    busy.post({ t: 'activate', context: { plugin: 'x', version: '1.0.0', permissions: [], settings: {} } });
    await sleep(100);
    process.kill(busy.run.runnerPid, signal);
    expect((await busy.stopped).cause).toBe(cause);
    expect((await calmOne.stopped).cause).toBe('neighbour');
    expect(kit.deaths[0]?.culprit).toBe(cause === 'self' ? busy.run.plugin : undefined);
  });

  it('that crash in no plugin make suspects of all they held, and whoever is alone in one the culprit', async () => {
    const kit = newKit();
    const [one, other] = [await kit.start(calm).activate(), await kit.start(calm).activate()];
    process.kill(one.run.runnerPid, 'SIGSEGV');
    for (const { stopped } of [one, other]) expect((await stopped).error?.data).toMatchObject({ suspects: 2 });
    const start = () => kit.start(calm, { runnerClass: 'quarantine', alone: true });
    const [guilty, innocent] = [await start().activate(), await start().activate()];
    expect(guilty.run.runnerPid).not.toBe(innocent.run.runnerPid);
    process.kill(guilty.run.runnerPid, 'SIGSEGV');
    expect(await guilty.stopped).toMatchObject({ cause: 'self', error: { code: 'sandbox.runner-died' } });
    expect(innocent.stop).toBeUndefined();
  });

  it.runIf(process.platform === 'linux')(
    'get the environment and the files they need, and nothing of ours',
    async () => {
      const { readFileSync, readlinkSync } = await import('node:fs');
      const kit = newKit();
      const one = await kit.start(calm).activate();
      const pid = one.run.runnerPid;
      expect(readFileSync(`/proc/${pid}/environ`, 'utf8')).toBe('TZ=UTC\0MALLOC_MMAP_THRESHOLD_=131072\0');
      const line = readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0');
      expect(line).toEqual(expect.arrayContaining(['--permission', '--no-node-snapshot', '--no-harmony-temporal']));
      expect(line.filter((flag) => /allow-(net|child|worker|fs-write|wasi)/.test(flag))).toEqual([]);
      expect(readlinkSync(`/proc/${pid}/fd/0`)).toBe('/dev/null');
      expect(readlinkSync(`/proc/${pid}/fd/1`)).toBe('/dev/null');
      expect(readlinkSync(`/proc/${pid}/fd/3`)).toMatch(/^socket:/);
      expect(readlinkSync(`/proc/${pid}/fd/4`)).toMatch(/\(deleted\)$/);
    },
  );

  it('are not ended because the server was busy for a while', async () => {
    const kit = newKit({ stuckMs: 20, watchMs: 10 });
    const series = new TestSeries(1_000, (delta) => kit.sandbox.publish(delta));
    const one = await kit.start(indicatorPlugin({ calc: ({ out, from, to }) => out.v.fill(1, from, to) })).activate();
    const instance = one.attach(series);
    for (let round = 0; round < 4; round++) {
      await one.idle();
      series.tick(round);
      kit.sandbox.flush();
      await sleep(round * 4);
      const end = performance.now() + 300;
      while (performance.now() < end);
    }
    expect((await one.computed(instance)).columns[0]?.[999]).toBe(1);
    expect(kit.deaths).toEqual([]);
    expect(isAlive(one.run.runnerPid)).toBe(true);
  });
});
