/** Measures what it costs to know what plugins cost: samples, counts at every turn, reading them out, and a profile. */

import { setTimeout as sleep } from 'node:timers/promises';
import { Meter } from '../packages/sandbox/src/index.ts';
import { readCpuMs } from '../packages/sandbox/src/supervisor/process-vitals.ts';
import { countReceived, countSent } from '../packages/sandbox/src/supervisor/traffic.ts';
import { createKit } from '../packages/sandbox/test-kit/kit.ts';
import { indicatorPlugin, plugin } from '../packages/sandbox/test-kit/sources.ts';
import { readGuestModules } from '../packages/sdk/src/guest-bundle.ts';
import { median, printTable, show } from './figures.ts';

const guest = readGuestModules();
const count = 200;
const trivial = indicatorPlugin({
  calc: ({ in: bars, out, from, to }) => {
    for (let i = from; i < to; i++) out.v[i] = bars.close[i] * 2;
  },
});
/** About 5 ms a turn. */
const busy = plugin(
  '',
  `setInterval(() => { let sum = 0; for (let n = 0; n < 1e6; n++) sum += n % 7; globalThis.sum = sum; }, 4);`,
);

/** Processor time of server and runners per second, with a sample every `sampleMs`. */
async function measureSampling(sampleMs: number, seconds: number): Promise<number> {
  await using kit = createKit({ guest, policy: { sampleMs } });
  const plugins = await Promise.all(Array.from({ length: count }, () => kit.start(trivial).activate()));
  const pids = [...new Set(plugins.map(({ run }) => run.runnerPid)), process.pid];
  const spent = () => pids.reduce((sum, pid) => sum + (readCpuMs(pid) ?? 0), 0);
  await sleep(1_000);
  const before = spent();
  await sleep(seconds * 1_000);
  return (spent() - before) / seconds;
}

/** Nanoseconds of counting for each turn of one plugin, its share of frames included. */
function measureCounting(): number {
  const turns = 1_000_000;
  const meters = new Map(Array.from({ length: count }, (_, slot) => [slot, { meter: new Meter() }]));
  const slots = [...meters.keys()];
  const header = { items: [], series: [{ series: 1, from: 999, length: 1_000, closed: 999, total: 1_000, slots }] };
  const result = {
    slot: 0,
    us: 12,
    jobs: [{ instance: 1, from: 999, to: 1_000, done: true, columns: [new Float64Array(1)] }],
    box: undefined,
    outputs: undefined,
  };
  const rounds = turns / count;
  const started = performance.now();
  for (let n = 0; n < rounds; n++) {
    countSent(header, meters);
    for (const { meter } of meters.values()) {
      meter.turn(result.us);
      countReceived(result, meter);
    }
  }
  return ((performance.now() - started) / turns) * 1e6;
}

/** Microseconds to read one plugin's figures. */
function measureReading(): number {
  const meters = Array.from({ length: count }, () => new Meter());
  for (const meter of meters) for (let n = 0; n < 1_000; n++) meter.turn((n * 7_919) % 5_000);
  const rounds = Array.from({ length: 30 }, () => {
    const started = performance.now();
    for (const meter of meters) void meter.usage;
    return ((performance.now() - started) / count) * 1_000;
  });
  return median(rounds);
}

async function measureProfile(): Promise<{ plain: number; profiled: number }> {
  await using kit = createKit({ guest });
  const one = await kit.start(busy, { turnMs: 500 }).activate();
  const perTurn = async (work: () => Promise<unknown>) => {
    const { wallMs, turns } = one.run.usage;
    await work();
    const { wallMs: after, turns: then } = one.run.usage;
    return (after - wallMs) / (then - turns);
  };
  await sleep(500);
  const plain = await perTurn(() => sleep(1_500));
  const profiled = await perTurn(() => one.run.profile(300));
  return { plain, profiled };
}

if (import.meta.main) {
  const often = 20;
  const rows: string[][] = [];
  const [none, many] = [await measureSampling(86_400_000, 5), await measureSampling(often, 5)];
  const perSample = Math.max(0, many - none) / (1_000 / often);
  const percent = (msPerSecond: number) => `${(msPerSecond / 10).toFixed(2)} %`;
  rows.push([`samples of ${count} plugins, once a second`, show(perSample, 'ms/s'), percent(perSample), '< 1 %']);
  const ns = measureCounting();
  const turnsPerSecond = count * 60;
  const countMs = (ns * turnsPerSecond) / 1e6;
  rows.push([
    `counting at ${turnsPerSecond.toLocaleString('en')} turns/s`,
    show(countMs, 'ms/s'),
    percent(countMs),
    '< 1 %',
  ]);
  const readMs = (measureReading() * count) / 1_000;
  rows.push([`reading the figures of ${count}, once a second`, show(readMs, 'ms/s'), percent(readMs), '< 1 %']);
  console.log('What it costs to know what plugins cost, as a share of one processor:\n');
  printTable(['what', 'time', 'share', 'goal'], rows);
  const { plain, profiled } = await measureProfile();
  console.log(
    `A turn of ${show(plain, 'ms')} takes ${show(profiled, 'ms')} while a profile is taken (60 turns at most are measured).`,
  );
}
