import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterAll, describe, expect, it } from 'vitest';
import { createKit } from '../test-kit/kit.ts';
import { type Calc, computeHere, indicatorPlugin } from '../test-kit/sources.ts';
import { TestSeries } from '../test-kit/test-series.ts';

const kit = createKit({ guest: readGuestModules() });
afterAll(() => kit[Symbol.asyncDispose]());
const newSeries = (length: number, name?: string) =>
  new TestSeries(length, (delta) => kit.sandbox.publish(delta), name);

/** An average that remembers its sum: wrong as soon as one bar is missed, doubled or out of order. */
const average: Calc = ({ in: bars, out, state, from, to }) => {
  for (let i = from; i < to; i++) {
    const before = i === 0 ? 0 : state.sum[i - 1];
    state.sum[i] = before + bars.source[i];
    out.v[i] = state.sum[i] / (i + 1);
    out.w[i] = i + bars.high[i] - bars.low[i] + bars.volume[i] + bars.open[i];
  }
};
const shape = { outputs: ['v', 'w'], state: ['sum'] };
const source = indicatorPlugin({ calc: average, ...shape });
const attached = { outputs: 2, state: 1 };

function expectSame(values: { columns: Float64Array[]; length: number }, series: TestSeries): void {
  expect(values.length).toBeGreaterThanOrEqual(series.length);
  for (const [c, column] of computeHere(average, series, shape).entries())
    expect(Buffer.from((values.columns[c] as Float64Array).slice(0, series.length).buffer)).toEqual(
      Buffer.from(column.buffer),
    );
}

describe('indicator values', () => {
  it('are those of the same code in this process, over ticks, new bars, amendments and resets', async () => {
    const series = newSeries(5_000);
    const one = await kit.start(source).activate();
    const instance = one.attach(series, attached);
    expectSame(await one.computed(instance), series);
    const steps: (() => void)[] = [
      () => series.tick(123.5),
      () => series.append(1),
      () => series.append(3_000),
      () => series.amend(17, 88),
      () => series.tick(99),
      () => series.reset(1_200),
      () => series.append(1),
      () => series.reset(0),
      () => series.append(9_000),
    ];
    for (const step of steps) {
      step();
      const values = await one.computed(instance);
      expectSame(values, series);
      expect(values.rev).toBe(series.length === 0 ? values.rev : series.rev);
    }
  });

  it('stay right when changes come faster than frames', async () => {
    const series = newSeries(30_000);
    const one = await kit.start(source).activate();
    const instance = one.attach(series, attached);
    for (let i = 0; i < 200; i++) {
      if (i % 50 === 17) series.reset(20_000 + i);
      else if (i % 10 === 3) series.amend(i * 5, i);
      else if (i % 3 === 0) series.append(i);
      else series.tick(i);
      if (i % 7 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    }
    expectSame(await one.computed(instance), series);
  });

  it('come only for what changed: a tick brings one value, an amendment all from there', async () => {
    const series = newSeries(1_000);
    const one = await kit.start(source).activate();
    const instance = one.attach(series, attached);
    const { pieces } = await one.computed(instance);
    const turns = one.run.usage.turns;
    series.tick(5);
    const values = await one.computed(instance);
    expect(values.pieces).toBe(pieces + 1);
    expect(one.run.usage.turns).toBe(turns + 1);
  });

  it('of two instances of one series do not mix, nor do those of two series', async () => {
    const [first, second] = [newSeries(3_000, 'TEST:A@1D'), newSeries(700, 'TEST:B@1D')];
    second.amend(3, 500);
    const scaled: Calc = ({ p, in: bars, out, from, to, instrument }) => {
      for (let i = from; i < to; i++) out.v[i] = bars.close[i] * p.k + instrument.title.length;
    };
    const one = await kit.start(indicatorPlugin({ calc: scaled })).activate();
    const plan = [
      { series: first, k: 2 },
      { series: second, k: 3 },
      { series: first, k: 5 },
    ].map(({ series, k }) => ({ series, k, instance: one.attach(series, { p: { k } }) }));
    await one.idle();
    first.tick(7);
    second.append(10);
    for (const { series, k, instance } of plan) {
      const values = await one.computed(instance);
      const [expected] = computeHere(scaled, series, { p: { k } });
      expect(values.columns[0]?.slice(0, series.length)).toEqual(expected);
    }
  });

  it('are made from the column the input named source selects', async () => {
    const series = newSeries(2_500);
    const copy: Calc = ({ in: bars, out, from, to }) => {
      for (let i = from; i < to; i++) out.v[i] = bars.source[i];
    };
    const one = await kit.start(indicatorPlugin({ calc: copy })).activate();
    const made: Record<string, (i: number) => number> = {
      open: (i) => series.columns.open[i] as number,
      high: (i) => series.columns.high[i] as number,
      low: (i) => series.columns.low[i] as number,
      close: (i) => series.columns.close[i] as number,
      volume: (i) => series.columns.volume[i] as number,
      hl2: (i) => ((made.high?.(i) ?? 0) + (made.low?.(i) ?? 0)) / 2,
      hlc3: (i) => ((made.high?.(i) ?? 0) + (made.low?.(i) ?? 0) + (made.close?.(i) ?? 0)) / 3,
      ohlc4: (i) => ((made.open?.(i) ?? 0) + (made.high?.(i) ?? 0) + (made.low?.(i) ?? 0) + (made.close?.(i) ?? 0)) / 4,
      unknown: (i) => series.columns.close[i] as number,
    };
    const instances = Object.keys(made).map((name) => [name, one.attach(series, { p: { source: name } })] as const);
    const check = async () => {
      for (const [name, instance] of instances) {
        const values = await one.computed(instance);
        expect(values.columns[0]?.slice(0, series.length), name).toEqual(
          Float64Array.from({ length: series.length }, (_, i) => made[name]?.(i) ?? Number.NaN),
        );
      }
    };
    await check();
    series.tick(42);
    series.append(5_000);
    series.amend(10, 12);
    await check();
    const late = one.attach(series, { p: { source: 'hl2' } });
    expect((await one.computed(late)).columns[0]?.[4]).toBe(made.hl2?.(4));
  });

  it('made for a source stay whole when the bars move to a larger buffer', async () => {
    const series = newSeries(200);
    // Reads behind the window it is to fill, where nothing is made anew.
    const lag: Calc = ({ in: bars, out, from, to }) => {
      for (let i = from; i < to; i++) out.v[i] = bars.source[Math.max(0, i - 150)];
    };
    const one = await kit.start(indicatorPlugin({ calc: lag })).activate();
    const instance = one.attach(series, { p: { source: 'hl2' } });
    await one.computed(instance);
    series.append(500);
    const { columns } = await one.computed(instance);
    const { high, low } = series.columns;
    const hl2 = (i: number) => ((high[i] as number) + (low[i] as number)) / 2;
    expect(columns[0]?.slice(0, series.length)).toEqual(
      Float64Array.from({ length: series.length }, (_, i) => hl2(Math.max(0, i - 150))),
    );
  });

  it('of a million bars come whole, in many frames', async () => {
    const series = newSeries(1_000_000);
    const one = await kit.start(source, { columnsMb: 80 }).activate();
    const instance = one.attach(series, attached);
    const values = await one.computed(instance);
    expectSame(values, series);
    expect(values.pieces).toBeGreaterThan(5);
  });

  it('need the columns they were given: one byte less and the plugin is stopped with the number', async () => {
    const series = newSeries(500_000);
    const one = await kit.start(source, { columnsMb: 20 }).activate();
    one.attach(series, attached);
    expect(await one.stopped).toMatchObject({
      cause: 'self',
      error: { code: 'sandbox.memory', data: { plugin: one.run.plugin, limitMb: 20 } },
    });
  });

  it('of an indicator that throws end with that instance, and the others go on', async () => {
    const series = newSeries(100);
    const fails: Calc = ({ p, out, from, to }) => {
      for (let i = from; i < to; i++) {
        if (i === p.at) throw new RangeError(`bar ${i}`);
        out.v[i] = i;
      }
    };
    const one = await kit.start(indicatorPlugin({ calc: fails })).activate();
    const [bad, good] = [one.attach(series, { p: { at: 50 } }), one.attach(series, { p: { at: -1 } })];
    const failed = await one.until('instance-failed');
    expect(failed).toMatchObject({ instance: bad, error: { name: 'RangeError', message: 'bar 50' } });
    series.append(1);
    expect((await one.computed(good)).columns[0]?.[100]).toBe(100);
    expect(one.values.has(bad)).toBe(false);
  });

  it('stop when the instance is detached, also while a frame is under way, and the plugin is fine', async () => {
    const series = newSeries(60_000);
    const one = await kit.start(source).activate();
    for (let round = 0; round < 30; round++) {
      const instance = one.attach(series, attached);
      if (round % 3 === 0) kit.sandbox.flush();
      if (round % 2 === 0) await new Promise((resolve) => setTimeout(resolve, round % 5));
      series.tick(round);
      one.run.detach(instance);
      if (round % 4 === 0) series.reset(30_000 + round);
    }
    await one.idle();
    const last = one.attach(series, attached);
    expectSame(await one.computed(last), series);
    expect(kit.deaths).toEqual([]);
  });

  it('keep coming for the others when a plugin is ended while a frame is under way', async () => {
    const series = newSeries(20_000);
    const [stays, goes] = [await kit.start(source).activate(), await kit.start(source).activate()];
    const instance = stays.attach(series, attached);
    goes.attach(series, attached);
    series.tick(1);
    kit.sandbox.flush();
    goes[Symbol.dispose]();
    series.append(2);
    expectSame(await stays.computed(instance), series);
    expect(kit.deaths).toEqual([]);
  });

  it('are shared out fairly: a slow indicator does not keep a quick one waiting', async () => {
    const series = newSeries(20_000);
    const slow: Calc = ({ p, in: bars, out, from, to }) => {
      for (let i = from; i < to; i++) {
        let x = 0;
        for (let k = 0; k < p.work; k++) x += Math.sin(k + bars.close[i]);
        out.v[i] = x;
      }
    };
    const one = await kit.start(indicatorPlugin({ calc: slow })).activate();
    const heavy = Array.from({ length: 6 }, () => one.attach(series, { p: { work: 60 } }));
    const quick = one.attach(series, { p: { work: 1 } });
    await one.when(() => one.values.get(quick)?.length === series.length, 'the quick one');
    for (const instance of heavy) expect((await one.computed(instance)).length).toBe(series.length);
    expect(one.stop).toBeUndefined();
  });
});
