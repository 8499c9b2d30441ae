/** Five classic computations over a million bars: in this process, inside an isolate, through a real runner, in QuickJS. */

import { getQuickJS } from 'quickjs-emscripten';
import { createIsolateDriver } from '../packages/sandbox/src/drivers/isolate.ts';
import { Slot } from '../packages/sandbox/src/runner/slot.ts';
import { ThreadClock } from '../packages/sandbox/src/runner/thread-clock.ts';
import { createKit } from '../packages/sandbox/test-kit/kit.ts';
import { type Calc, plugin } from '../packages/sandbox/test-kit/sources.ts';
import { TestSeries } from '../packages/sandbox/test-kit/test-series.ts';
import { readGuestModules } from '../packages/sdk/src/guest-bundle.ts';
import { median } from './figures.ts';

export interface ComputeFigures {
  readonly bars: number;
  /** Milliseconds, medians of rounds that take turns. */
  readonly here: number;
  readonly isolate: number;
  readonly isolateInAndOut: number;
  readonly runner: number;
  readonly quickjs: number;
}

const warmup = 4;
const rounds = 15;

/** Straight code as an author would write it; the same text runs everywhere. */
const calcs: Readonly<Record<string, { readonly outputs: readonly string[]; readonly calc: Calc }>> = {
  sma: {
    outputs: ['v'],
    calc: ({ in: bars, out, from, to }) => {
      const { close } = bars;
      let sum = 0;
      for (let i = from; i < to; i++) {
        sum += close[i];
        if (i >= 20) sum -= close[i - 20];
        out.v[i] = sum / 20;
      }
    },
  },
  ema: {
    outputs: ['v'],
    calc: ({ in: bars, out, from, to }) => {
      const { close } = bars;
      let e = close[from];
      for (let i = from; i < to; i++) {
        e += (2 / 21) * (close[i] - e);
        out.v[i] = e;
      }
    },
  },
  rsi: {
    outputs: ['v'],
    calc: ({ in: bars, out, from, to }) => {
      const { close } = bars;
      let gain = 0;
      let loss = 0;
      for (let i = from + 1; i < to; i++) {
        const change = close[i] - close[i - 1];
        gain = (gain * 13 + (change > 0 ? change : 0)) / 14;
        loss = (loss * 13 + (change < 0 ? -change : 0)) / 14;
        out.v[i] = 100 - 100 / (1 + gain / (loss || 1e-12));
      }
    },
  },
  bands: {
    outputs: ['upper', 'lower'],
    calc: ({ in: bars, out, from, to }) => {
      const { close } = bars;
      let sum = 0;
      let squares = 0;
      for (let i = from; i < to; i++) {
        sum += close[i];
        squares += close[i] * close[i];
        if (i >= 20) {
          sum -= close[i - 20];
          squares -= close[i - 20] * close[i - 20];
        }
        const mean = sum / 20;
        const wide = 2 * Math.sqrt(Math.max(0, squares / 20 - mean * mean));
        out.upper[i] = mean + wide;
        out.lower[i] = mean - wide;
      }
    },
  },
  atr: {
    outputs: ['v'],
    calc: ({ in: bars, out, from, to }) => {
      const { high, low, close } = bars;
      let a = high[from] - low[from];
      for (let i = from + 1; i < to; i++) {
        const range = Math.max(high[i] - low[i], Math.abs(high[i] - close[i - 1]), Math.abs(low[i] - close[i - 1]));
        a = (a * 13 + range) / 14;
        out.v[i] = a;
      }
    },
  },
};
const named = Object.entries(calcs);

const source = plugin(
  named
    .map(
      ([id, { outputs, calc }]) => `charts.addIndicator({ id: '${id}', title: '${id}', warmup: () => 0,
        outputs: ${JSON.stringify(outputs.map((key) => ({ key, plot: 'line', pane: 'own' })))}, calc: ${calc.toString()} });`,
    )
    .join('\n'),
);

export async function measureCompute(bars = 1_000_000): Promise<ComputeFigures> {
  const series = new TestSeries(bars);
  const inIsolate = await prepareSlot(series);
  const hereRun = prepareHere(series);
  const here: number[] = [];
  const isolate: number[] = [];
  const isolateInAndOut: number[] = [];
  for (let round = 0; round < warmup + rounds; round++) {
    const ran = [time(hereRun), time(inIsolate.compute), time(inIsolate.inAndOut)] as const;
    if (round < warmup) continue;
    for (const [k, list] of [here, isolate, isolateInAndOut].entries()) list.push(ran[k] as number);
  }
  inIsolate.slot[Symbol.dispose]();
  const runner = await measureRunner(series);
  const quickjs = await measureQuickJs(bars);
  return {
    bars,
    here: median(here),
    isolate: median(isolate),
    isolateInAndOut: median(isolateInAndOut),
    runner,
    quickjs,
  };
}

function time(work: () => void): number {
  const start = performance.now();
  work();
  return performance.now() - start;
}

/** The same functions on columns of this process. */
function prepareHere(series: TestSeries): () => void {
  const { length } = series;
  const bars = { length, ...series.columns };
  const ready = named.map(([, { outputs, calc }]) => ({
    calc,
    out: Object.fromEntries(outputs.map((key) => [key, new Float64Array(length)])),
  }));
  return () => {
    for (const { calc, out } of ready) {
      for (const column of Object.values(out)) column.fill(Number.NaN);
      calc({ in: bars, out, from: 0, to: length });
    }
  };
}

/** One plugin in an isolate of this process, with resident columns, as a runner holds it. */
async function prepareSlot(series: TestSeries) {
  const { length } = series;
  const limits = { memoryMb: 64, columnsMb: 400, turnMs: 10_000 };
  const slot = new Slot({
    number: 1,
    plugin: 'bench',
    limits,
    seed: 1,
    guest: readGuestModules(),
    driver: createIsolateDriver(),
    onCatastrophe: () => {},
    clock: new ThreadClock(),
    enter: () => {},
  });
  await slot.load(new Map([['index.js', source]]), 'index.js', 0, { limitMs: 1_000, wallMs: 5_000 });
  const context = { plugin: 'bench', version: '1.0.0', permissions: ['charts:write'], settings: {} };
  slot.items.push(JSON.stringify({ t: 'activate', context }));
  slot.turn(0, 1);
  const windows: [number, number, number][] = [];
  for (const [n, [contribution, { outputs }]] of named.entries()) {
    const instance = n + 1;
    slot.attach({ slot: 1, instance, series: 1, outputs: outputs.length, columns: outputs.length });
    slot.items.push(
      JSON.stringify({ t: 'attach', instance, contribution, series: 1, p: {}, instrument: series.instrument }),
    );
    windows.push([instance, 0, length]);
  }
  const values = new Float64Array(length * 6);
  for (const [c, column] of Object.values(series.columns).entries()) values.set(column, c * length);
  const entry = { series: 1, from: 0, length, closed: length, total: length, slots: [1] };
  slot.write(entry, values);
  const outputs = named.flatMap(([, one]) => one.outputs.map(() => new Float64Array(length)));
  const compute = () => slot.turn(0, 1, windows);
  const inAndOut = () => {
    slot.write(entry, values);
    const done = compute();
    for (const [k, column] of (done?.columns ?? []).entries()) outputs[k]?.set(column);
  };
  return { slot, compute, inAndOut };
}

/** From `attach` to the last value, through the process: 48 MB in, 48 MB out over a socket. */
async function measureRunner(series: TestSeries): Promise<number> {
  await using kit = createKit({ guest: readGuestModules() });
  const one = await kit.start(source, { columnsMb: 400, runnerClass: 'batch' }).activate();
  const ms: number[] = [];
  for (let round = 0; round < 7; round++) {
    const start = performance.now();
    const instances = named.map(([contribution, { outputs }]) =>
      one.attach(series, { contribution, outputs: outputs.length }),
    );
    await one.when(() => instances.every((instance) => one.values.get(instance)?.length === series.length), 'values');
    ms.push(performance.now() - start);
    for (const instance of instances) {
      one.run.detach(instance);
      one.values.delete(instance);
    }
    await one.idle();
  }
  return median(ms.slice(2));
}

/** Its own bars inside, so that only the computation counts. */
async function measureQuickJs(bars: number): Promise<number> {
  const quickjs = await getQuickJS();
  using vm = quickjs.newContext();
  const ready = `const N = ${bars}; const bars = {}; for (const name of ['high', 'low', 'close']) bars[name] = new Float64Array(N);
    let p = 100; for (let i = 0; i < N; i++) { p += Math.sin(i * i) * 0.5; bars.close[i] = p; bars.high[i] = p + 1; bars.low[i] = p - 1; }
    const calcs = [${named.map(([, { outputs, calc }]) => `{ calc: ${calc.toString()}, out: { ${outputs.map((key) => `${key}: new Float64Array(N)`).join()} } }`).join()}];
    globalThis.run = () => { for (const { calc, out } of calcs) calc({ in: bars, out, from: 0, to: N }); };`;
  vm.unwrapResult(vm.evalCode(ready)).dispose();
  return Math.min(...[0, 1].map(() => time(() => vm.unwrapResult(vm.evalCode('run()')).dispose())));
}
