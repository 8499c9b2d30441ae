import { readGuestModules } from '@omnitrade/sdk/guest';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createKit } from '../test-kit/kit.ts';
import { type Calc, indicatorPlugin, plugin } from '../test-kit/sources.ts';
import { TestSeries } from '../test-kit/test-series.ts';

let time = 1_234_567_890_000;
const kit = createKit({ guest: readGuestModules(), now: () => time });
afterAll(() => kit[Symbol.asyncDispose]());

describe('time inside a plugin', () => {
  it('is that of the turn, whichever way it is asked', async () => {
    const ask = `const ask = () => { class Mine extends Date {} class Deep extends Mine {}
      const ways = [Date.now(), +new Date(), new Date().valueOf(), +new Mine(), +new Deep(), Mine.now(), Deep.now(),
        Reflect.construct(Date, []).getTime(), Reflect.construct(Date, [], Mine).getTime(), Reflect.apply(Date.now, null, []),
        Object.getPrototypeOf(Mine).now(), Date.prototype.constructor.now(), +new Date.prototype.constructor(),
        +new (new Date()).constructor(), +new (Object.getPrototypeOf(new Mine()).constructor)(), Date.parse(Date() + '.000'.slice(9)) ];
      return ways.map((ms) => Math.floor(ms / 1000)); };`;
    const one = await kit
      .start(plugin(`log.info(ask().join()); setInterval(() => log.info(ask().join()), 4);`, ask))
      .activate();
    for (const next of [1_234_567_890_000, 1_300_000_000_000, 5_000]) {
      time = next;
      await one.until('log', ({ text }) => text === Array.from({ length: 16 }, () => Math.floor(next / 1000)).join());
    }
    expect(one.all('uncaught')).toEqual([]);
  });

  it('does not pass while a turn runs, and the zone is UTC', async () => {
    const one = await kit
      .start(
        plugin(`const before = Date.now(); let x = 0; for (let i = 0; i < 2e6; i++) x += Math.sin(i);
          log.info(Date.now() - before, typeof performance, new Date(0).getTimezoneOffset(), new Date(0).getHours(), String(new Date(0)));`),
      )
      .activate();
    expect(one.logs).toEqual(['0 undefined 0 0 Thu Jan 01 1970 00:00:00 GMT+0000 (Coordinated Universal Time)']);
  });

  it('leaves dates that are made from something as they are', async () => {
    const one = await kit
      .start(
        plugin(`class Mine extends Date { year() { return this.getUTCFullYear(); } }
          log.info(new Date(0).toISOString(), new Date(2020, 1, 3).getTime(), Date.UTC(2020, 1), Date.parse('2020-01-01'),
            new Mine(0).year(), new Mine(0) instanceof Date, new Date() instanceof Date, Date.length, Date.name, typeof Date());`),
      )
      .activate();
    expect(one.logs).toEqual([
      `1970-01-01T00:00:00.000Z ${Date.UTC(2020, 1, 3)} ${Date.UTC(2020, 1)} ${Date.UTC(2020, 0)} 1970 true true 7 Date string`,
    ]);
  });
});

describe('chance inside a plugin', () => {
  const draw = plugin(`log.info(JSON.stringify(Array.from({ length: 300 }, () => Math.random())));`);
  const drawn = async (seed: number): Promise<number[]> =>
    JSON.parse((await kit.start(draw, { seed }).activate()).logs[0] ?? '');

  it('follows the seed alone', async () => {
    const [a, b, c] = await Promise.all([drawn(7), drawn(7), drawn(8)]);
    expect(a).toEqual(b);
    expect(a).not.toEqual(c);
  });

  it('lies in [0, 1) and is spread evenly, for any seed', async () => {
    await fc.assert(
      fc.asyncProperty(fc.maxSafeNat(), async (seed) => {
        const numbers = await drawn(seed);
        expect(numbers.every((x) => x >= 0 && x < 1)).toBe(true);
        expect(new Set(numbers).size).toBe(300);
        const mean = numbers.reduce((a, b) => a + b) / 300;
        expect(Math.abs(mean - 0.5)).toBeLessThan(0.1);
      }),
      { numRuns: 12, seed: 42 },
    );
  });
});

describe('a session', () => {
  /** Uses time, chance, maps, timers, promises, sorting, instances: all that could differ from run to run. */
  const calc: Calc = ({ in: bars, out, state, from, to }) => {
    for (let i = from; i < to; i++) {
      state.s[i] = (i > 0 ? state.s[i - 1] : 0) * 0.9 + bars.source[i] + Math.sin(bars.close[i]) + Math.random();
      out.v[i] = state.s[i] + Math.random() * 1e-3 + (Date.now() % 1000);
    }
  };
  const source = indicatorPlugin({
    calc,
    state: ['s'],
    also: `const seen = new Map(); let n = 0;
      const beat = () => { seen.set(Math.random(), n); log.info(n++, Date.now(), [...seen.keys()].sort().join().length, Math.random());
        if (n < 20) setTimeout(beat, 5 + n); Promise.resolve(n).then((k) => seen.set({}, k)); };
      beat();`,
  });

  /** Turns in: the same ones each time, on a clock of our own. Everything that comes out, as one text. */
  async function record(): Promise<{ text: string; pid: number }> {
    let now = 1_000_000_000_000;
    await using own = createKit({ guest: readGuestModules(), now: () => now });
    const series = new TestSeries(2_000, (delta) => own.sandbox.publish(delta));
    const one = await own.start(source, { seed: 99, timers: 'manual' }).activate();
    const instance = one.attach(series, { state: 1 });
    for (let step = 0; step < 25; step++) {
      await one.idle();
      now += 1_000;
      if (step % 3 === 0) one.run.fireNextTimer(1e9);
      else if (step % 3 === 1) series.tick(100 + step);
      else series.append(1 + step);
    }
    const values = await one.computed(instance);
    const columns = values.columns.map((column) =>
      Buffer.from(column.slice(0, values.length).buffer).toString('base64'),
    );
    return { text: JSON.stringify([one.outputs, columns]), pid: one.run.runnerPid };
  }

  it('gives the same bytes again for the same seed and turns, in a fresh process', async () => {
    const [first, second] = [await record(), await record()];
    expect(second.pid).not.toBe(first.pid);
    expect(first.text.length).toBeGreaterThan(10_000);
    expect(second.text === first.text).toBe(true);
  });
});
