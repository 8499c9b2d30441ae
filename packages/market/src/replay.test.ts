/** Replay: what readers hear is a sound live stream that ends bit-equal to the series, however its clock is cut. */

import { type Bar, type SeriesReader, toSeriesId } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleSeriesId as id, sampleBars, sampleInstrument, toBars, toSoundBar } from './bar-samples.ts';
import { isSameBar, toBarColumns } from './columns.ts';
import { createHub } from './hub.ts';
import { createReplay, type Replay, type ReplayOptions } from './replay.ts';
import { tickPath, ticksPerBar } from './tick-path.ts';

function begin(bars: readonly Bar[], options: Omit<ReplayOptions, 'hub' | 'series'> = {}, closed = bars.length) {
  const hub = createHub();
  hub.load({ instrument: sampleInstrument, timeframe: '1m', bars: toBarColumns(bars), closed });
  const replay = createReplay({ hub, series: id, ...options });
  const shown = () => hub.get(id) as SeriesReader;
  const heard: { kind: string; last: Bar | undefined; closed: number }[] = [];
  hub.listen(id, ({ kind, closed }) => {
    heard.push({ kind, closed, last: toBars(shown()).at(-1) });
  });
  return { hub, replay, shown, heard };
}

/** Start, play, and go the given ways. */
function run(replay: Replay, ways: readonly number[]): void {
  replay.start();
  replay.play();
  for (const way of ways) replay.advance(way);
}

const anyPrice = fc.oneof(
  fc.integer({ min: -500, max: 5000 }).map((cents) => cents / 100),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
);
const anyVolume = fc.oneof(fc.constant(Number.NaN), fc.nat(), fc.double({ min: 0, max: 1e300, noNaN: true }));
const anyBars = fc
  .array(fc.tuple(fc.tuple(anyPrice, anyPrice, anyPrice, anyPrice), anyVolume, fc.integer({ min: 1, max: 9 })), {
    minLength: 1,
    maxLength: 12,
  })
  .map((shapes) => {
    let time = 0;
    return shapes.map(([prices, volume, gap]) => {
      time += gap;
      return toSoundBar(time, prices, volume);
    });
  });

describe('a replay', () => {
  it('ends bit-equal to the series, whether the last bar was open or not', () => {
    fc.assert(
      fc.property(anyBars, fc.integer({ min: 1, max: 15 }), fc.boolean(), fc.integer(), (bars, count, isOpen, seed) => {
        const closed = bars.length - (isOpen ? 1 : 0);
        const { replay, shown } = begin(bars, { bars: count, seed }, closed);
        run(replay, [bars.length]);
        expect(replay.state).toMatchObject({ mode: 'ended', position: Math.min(count, bars.length) });
        const replayed = toBars(shown());
        expect(replayed).toHaveLength(bars.length);
        expect(replayed.every((bar, i) => isSameBar(bar, bars[i] as Bar))).toBe(true);
        expect(shown().closed).toBe(closed);
        replay.stop();
        expect(toBars(shown()).every((bar, i) => isSameBar(bar, bars[i] as Bar))).toBe(true);
        expect(shown()).toMatchObject({ length: bars.length, closed });
      }),
      { numRuns: 150 },
    );
  });

  it('tells the same changes however the way is cut', () => {
    const bars = sampleBars(30);
    const whole = begin(bars, { bars: 7 });
    run(whole.replay, [7]);
    for (const step of [0.125, 0.3, 1.75]) {
      const cut = begin(bars, { bars: 7 });
      run(cut.replay, Array<number>(Math.ceil(7 / step)).fill(step));
      expect(cut.heard).toEqual(whole.heard);
    }
    const stepped = begin(bars, { bars: 7 });
    stepped.replay.start();
    for (let i = 0; i < 7; i++) stepped.replay.step();
    expect(stepped.heard).toEqual(whole.heard);
  });

  it('opens each bar by an append and closes it by its last tick', () => {
    const { replay, heard } = begin(sampleBars(5), { bars: 2 });
    run(replay, [2]);
    const ticks = Array(ticksPerBar - 1).fill('tick');
    expect(heard.map(({ kind }) => kind)).toEqual(['reset', 'append', ...ticks, 'append', ...ticks]);
    expect(heard[ticksPerBar - 1]?.closed).toBe(3);
    expect(heard[ticksPerBar]?.closed).toBe(4);
  });

  it('replays 120 bars unless told otherwise, and no more than there are', () => {
    const long = begin(sampleBars(200));
    long.replay.start();
    expect(long.shown().length).toBe(80);
    expect(long.replay.state).toEqual({ mode: 'paused', speed: 1, position: 0, total: 120 });
    const short = begin(sampleBars(3));
    short.replay.start();
    expect(short.shown().length).toBe(0);
    expect(short.replay.state.total).toBe(3);
    short.replay.start();
    expect(short.replay.state.total).toBe(3);
  });

  it('moves only while it plays', () => {
    const { replay, shown } = begin(sampleBars(10), { bars: 4 });
    replay.advance(1);
    replay.start();
    replay.advance(1);
    expect(replay.state.position).toBe(0);
    replay.play();
    replay.advance(1.5);
    expect(replay.state).toMatchObject({ mode: 'playing', position: 1 });
    expect(shown()).toMatchObject({ length: 8, closed: 7 });
    replay.pause();
    replay.advance(1);
    expect(replay.state).toMatchObject({ mode: 'paused', position: 1 });
    replay.step();
    expect(replay.state).toMatchObject({ mode: 'paused', position: 2 });
    expect(shown()).toMatchObject({ length: 8, closed: 8 });
    replay.step();
    expect(shown()).toMatchObject({ length: 9, closed: 9 });
    replay.play();
    replay.advance(50);
    expect(replay.state).toMatchObject({ mode: 'ended', position: 4 });
    replay.step();
    replay.play();
    replay.advance(1);
    expect(replay.state.mode).toBe('ended');
    replay.start();
    expect(replay.state).toMatchObject({ mode: 'paused', position: 0 });
    replay.stop();
    expect(replay.state).toMatchObject({ mode: 'off', total: 0 });
    expect(toBars(shown())).toEqual(sampleBars(10));
  });

  it('adds up parts of a bar without losing one to rounding', () => {
    const { replay } = begin(sampleBars(10), { bars: 4 });
    run(replay, Array<number>(20).fill(0.05));
    expect(replay.state.position).toBe(1);
  });

  it('shows live bars that came meanwhile only when it stops', () => {
    const bars = sampleBars(10);
    const { hub, replay, shown } = begin(bars, { bars: 4 });
    run(replay, [1]);
    hub.update(id, toSoundBar(1e9, [1, 2, 3, 1], 5), true);
    expect(shown().length).toBe(7);
    expect(replay.state.total).toBe(4);
    replay[Symbol.dispose]();
    replay[Symbol.dispose]();
    expect(shown().length).toBe(11);
  });

  it('keeps its speed over a stop', () => {
    const { replay } = begin(sampleBars(10));
    replay.setSpeed(25);
    replay.start();
    replay.stop();
    expect(replay.state).toEqual({ mode: 'off', speed: 25, position: 0, total: 0 });
  });

  it('refuses what cannot be, with a sentence', () => {
    const { hub, replay } = begin(sampleBars(10));
    for (const move of ['play', 'pause', 'step', 'stop'] as const)
      expect(() => replay[move]()).toThrow('No replay of TEST:ABC@1m is running; start one first.');
    for (const way of [-1, Number.NaN, Infinity])
      expect(() => replay.advance(way)).toThrow(`The way of the replay must be 0 bars or more; it was ${way}.`);
    for (const speed of [0, -1, Number.NaN, Infinity])
      expect(() => replay.setSpeed(speed)).toThrow(expect.objectContaining({ code: 'market.bad-amount' }));
    for (const bars of [0, 1.5, Number.NaN])
      expect(() => createReplay({ hub, series: id, bars })).toThrow('number of bars to replay');
    replay.start();
    expect(() => createReplay({ hub, series: id }).start()).toThrow(expect.objectContaining({ code: 'market.held' }));
    expect(() => createReplay({ hub, series: toSeriesId('A:B', '1D') }).start()).toThrow('No series A:B@1D is loaded');
    expect(() => begin([]).replay.start()).toThrow('TEST:ABC@1m has no bars to replay.');
  });
});

describe('the path inside a bar', () => {
  const options = { priceIncrement: '0.01', sizeIncrement: '1', seed: 1 };
  const bar: Bar = { time: 60_000, open: 10, high: 12.25, low: 9.005, close: 11, volume: 1000 };
  const isOnTick = (price: number) => Object.is(price, Number(price.toFixed(2)));

  it('is sound at every tick, grows only, and ends as the bar', () => {
    fc.assert(
      fc.property(anyBars, fc.integer(), ([first], seed) => {
        const whole = first as Bar;
        const path = tickPath(whole, { ...options, seed });
        expect(path).toHaveLength(ticksPerBar);
        expect(path.at(-1)).toBe(whole);
        path.forEach((now, i) => {
          const before = path[i - 1] ?? { ...now, high: whole.open, low: whole.open, volume: 0 };
          expect(now.time).toBe(whole.time);
          expect(now.open).toBe(whole.open);
          expect(now.low <= now.close && now.close <= now.high).toBe(true);
          expect(now.low <= before.low && now.high >= before.high).toBe(true);
          expect(now.low >= whole.low && now.high <= whole.high).toBe(true);
          if (!Number.isNaN(whole.volume)) expect(now.volume).toBeGreaterThanOrEqual(before.volume);
        });
      }),
      { numRuns: 200 },
    );
  });

  it('touches the nearer extreme first', () => {
    const firstTouch = (path: readonly Bar[], is: (now: Bar) => boolean) => path.findIndex(is);
    const dips = tickPath(bar, options);
    expect(firstTouch(dips, ({ low }) => low === bar.low)).toBeLessThan(
      firstTouch(dips, ({ high }) => high === bar.high),
    );
    const rises = tickPath({ ...bar, high: 10.5, close: 9.5 }, options);
    expect(firstTouch(rises, ({ high }) => high === 10.5)).toBeLessThan(
      firstTouch(rises, ({ low }) => low === bar.low),
    );
  });

  it('keeps prices on the increment and volume on whole sizes, but for the extremes of the bar itself', () => {
    const path = tickPath(bar, options);
    for (const { close, volume } of path) {
      expect(isOnTick(close) || close === bar.low).toBe(true);
      expect(Number.isInteger(volume)).toBe(true);
    }
    expect(new Set(path.map(({ close }) => close)).size).toBeGreaterThan(10);
  });

  it('is the same for the same bar and seed, and another for another seed', () => {
    expect(tickPath(bar, options)).toEqual(tickPath({ ...bar }, options));
    expect(tickPath(bar, { ...options, seed: 2 })).not.toEqual(tickPath(bar, options));
    expect(tickPath({ ...bar, time: 120_000 }, options).map(({ close }) => close)).not.toEqual(
      tickPath(bar, options).map(({ close }) => close),
    );
  });
});
