/** Many plugins in the sandbox: from disk to active, memory of each, a tick to all and back, and what an attack costs the others. */

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createKit, type Kit } from '../packages/sandbox/test-kit/kit.ts';
import { indicatorPlugin } from '../packages/sandbox/test-kit/sources.ts';
import type { TestPlugin } from '../packages/sandbox/test-kit/test-plugin.ts';
import { TestSeries } from '../packages/sandbox/test-kit/test-series.ts';
import { readGuestModules } from '../packages/sdk/src/guest-bundle.ts';
import { quantile } from './figures.ts';
import type { Crowd } from './sandbox-others.ts';

const trivial = indicatorPlugin({
  calc: ({ in: bars, out, from, to }) => {
    for (let i = from; i < to; i++) out.v[i] = bars.close[i] * 2;
  },
});

export interface SandboxCrowd extends Crowd {
  readonly kit: Kit;
  readonly plugins: readonly TestPlugin[];
  readonly runners: number;
}

/** Plugins on disk, read, started and active; then each with one instance on one series. */
export async function startSandbox(count: number, pluginsPerRunner = 50): Promise<SandboxCrowd> {
  const home = writePlugins(count);
  const guest = readGuestModules();
  const start = performance.now();
  const kit = createKit({ guest, policy: { pluginsPerRunner } });
  const plugins = await Promise.all(
    Array.from({ length: count }, (_, n) => {
      const files = { 'index.js': readFileSync(join(home, String(n), 'index.js'), 'utf8') };
      return kit.start(files).activate();
    }),
  );
  const startMs = performance.now() - start;
  rmSync(home, { recursive: true });
  const series = new TestSeries(1_000, (delta) => kit.sandbox.publish(delta));
  const instances = plugins.map((one) => one.attach(series));
  await Promise.all(plugins.map((one) => one.idle()));
  const runners = new Set(plugins.map(({ run }) => run.runnerPid));
  const megabytes =
    ([...runners].reduce((sum, pid) => sum + rss(pid), 0) - runners.size * (await emptyRunner())) / count;
  return {
    kit,
    plugins,
    runners: runners.size,
    startMs,
    megabytes: megabytes / 1e6,
    tick: async (close) => {
      const told = instances.map((instance, n) => {
        const one = plugins[n] as TestPlugin;
        return one.when(() => one.values.get(instance)?.columns[0]?.[999] === close * 2);
      });
      series.tick(close);
      kit.sandbox.flush();
      await Promise.all(told);
    },
    end: async () => kit[Symbol.asyncDispose](),
  };
}

function writePlugins(count: number): string {
  const home = mkdtempSync(join(tmpdir(), 'omnitrade-bench-'));
  for (let n = 0; n < count; n++) {
    mkdirSync(join(home, String(n)));
    writeFileSync(join(home, String(n), 'index.js'), trivial);
  }
  return home;
}

const rss = (pid: number) => Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096;

/** What a runner takes before its first plugin. */
async function emptyRunner(): Promise<number> {
  await using kit = createKit({ guest: readGuestModules() });
  const one = await kit.start(trivial).activate();
  return rss(one.run.runnerPid) - 1.5e6;
}

export interface TickFigures {
  readonly p50: number;
  readonly p95: number;
}

/** Microseconds for one tick to all and back. */
export async function measureTicks(crowd: Crowd, ticks: number): Promise<TickFigures> {
  const us: number[] = [];
  for (let n = 0; n < ticks + 50; n++) {
    const start = performance.now();
    await crowd.tick(n + 1);
    if (n >= 50) us.push((performance.now() - start) * 1000);
  }
  return { p50: quantile(us, 0.5), p95: quantile(us, 0.95) };
}

export interface AttackFigures {
  /** Milliseconds from the tick that set it off to the report of its end. */
  readonly endedMs: number;
  /** From the same moment until every neighbour has computed again. */
  readonly neighboursMs: number;
  readonly runnerDied: boolean;
}

/** One plugin among 49 others does `code` in calc; neighbours that fall with it are started again. */
export async function measureAttack(code: string): Promise<AttackFigures> {
  await using kit = createKit({ guest: readGuestModules() });
  const series = new TestSeries(100, (delta) => kit.sandbox.publish(delta));
  const start = async () => {
    const one = await kit.start(trivial).activate();
    return { one, instance: one.attach(series) };
  };
  const neighbours = await Promise.all(Array.from({ length: 49 }, start));
  const evil = await kit
    .start(
      `export default { activate({ charts }) { charts.addIndicator({ id: 'it', title: 'It', warmup: () => 0,
        outputs: [{ key: 'v', plot: 'line', pane: 'own' }], calc({ from }) { if (from > 0) { ${code} } } }); } };`,
    )
    .activate();
  evil.attach(series);
  for (const { one } of neighbours) await one.idle();
  await evil.idle();
  const begun = performance.now();
  series.tick(1);
  kit.sandbox.flush();
  await evil.stopped;
  const endedMs = performance.now() - begun;
  const runnerDied = neighbours.some(({ one }) => one.stop);
  const back = await Promise.all(neighbours.map((known) => (known.one.stop ? start() : known)));
  series.tick(2);
  kit.sandbox.flush();
  for (const { one, instance } of back) await one.when(() => one.values.get(instance)?.columns[0]?.[99] === 4);
  return { endedMs, neighboursMs: performance.now() - begun, runnerDied };
}
