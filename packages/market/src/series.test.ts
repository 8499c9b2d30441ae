/** Series: every legal change against a plain array, every illegal one without a trace, merged deltas against single ones. */

import { type Bar, type SeriesDelta, type SeriesReader, toSeriesId } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleBars, sampleInstrument, toBars, toSoundBar } from './bar-samples.ts';
import { readBar, toBarColumns, viewBars } from './columns.ts';
import { mergeDeltas } from './deltas.ts';
import { createSeries, type Series } from './series.ts';

const id = toSeriesId(sampleInstrument.id, '1m');
const create = () => createSeries({ id, instrument: sampleInstrument, timeframe: '1m' });

const price = fc.integer({ min: -50, max: 50 });
const volume = fc.oneof(fc.integer({ min: 0, max: 9 }), fc.constant(Number.NaN));
const shape = fc.record({ prices: fc.tuple(price, price, price, price), volume, gap: fc.integer({ min: 1, max: 4 }) });
type Shape = { prices: [number, number, number, number]; volume: number; gap: number };

const change = fc.record({
  kind: fc.constantFrom('append', 'appendBar', 'tick', 'tick', 'amend', 'rewrite', 'prepend', 'reset'),
  shapes: fc.array(shape, { minLength: 1, maxLength: 4 }),
  isOpen: fc.boolean(),
  at: fc.nat(),
  /** Whether readers are told after this change. */
  flush: fc.boolean(),
});
type Change = typeof change extends fc.Arbitrary<infer T> ? T : never;

/** The plainest thing that behaves like a series. */
interface Oracle {
  bars: Bar[];
  closed: number;
}

function shapesAfter(shapes: readonly Shape[], time: number): Bar[] {
  let at = time;
  return shapes.map((each) => {
    at += each.gap;
    return toSoundBar(at, each.prices, each.volume);
  });
}

/** Applies one change to both, or none where the change would be illegal now. */
function apply(series: Series, oracle: Oracle, { kind, shapes, isOpen, at }: Change): SeriesDelta | undefined {
  const { bars } = oracle;
  const last = bars.at(-1);
  const open = isOpen ? 1 : 0;
  const hasOpen = oracle.closed < bars.length;
  const later = shapesAfter(shapes, last?.time ?? 0);
  const [first] = later as [Bar];
  const restyled = (bar: Bar): Bar => ({ ...first, time: bar.time });
  switch (kind) {
    case 'reset':
      oracle.bars = later;
      oracle.closed = later.length - open;
      return series.reset(toBarColumns(later), oracle.closed);
    case 'append':
      bars.push(...later);
      oracle.closed = bars.length - open;
      return series.append(toBarColumns(later), oracle.closed);
    case 'appendBar':
      bars.push(first);
      oracle.closed = bars.length - open;
      return series.appendBar(first, !isOpen);
    case 'tick':
      if (!last || !hasOpen) return undefined;
      bars[bars.length - 1] = restyled(last);
      oracle.closed = bars.length - open;
      return series.tick(restyled(last), !isOpen);
    case 'amend': {
      if (oracle.closed === 0) return undefined;
      const index = at % oracle.closed;
      bars[index] = restyled(bars[index] as Bar);
      return series.amend(index, bars[index] as Bar);
    }
    case 'rewrite': {
      if (!last) return undefined;
      const index = at % bars.length;
      const tail = shapesAfter(
        [...bars.slice(index + 1).map(() => shapes[0] as Shape), ...shapes],
        bars[index - 1]?.time ?? -1000,
      );
      oracle.bars = [...bars.slice(0, index), ...tail];
      oracle.closed = oracle.bars.length - open;
      return series.rewrite(index, toBarColumns(tail), oracle.closed);
    }
    default: {
      const width = shapes.reduce((sum, each) => sum + each.gap, 0);
      const earlier = shapesAfter(shapes, (bars[0]?.time ?? 0) - width - 1);
      oracle.bars = [...earlier, ...bars];
      oracle.closed += earlier.length;
      return series.prepend(toBarColumns(earlier));
    }
  }
}

/** A reader that trusts each delta and reads no more than it must; `mark` follows one bar by its index. */
class Reader {
  bars: Bar[] = [];
  closed = 0;
  mark: { index: number; time: number } | undefined;

  read(delta: SeriesDelta, series: SeriesReader): void {
    if (delta.kind === 'reset') this.mark = undefined;
    if (delta.kind === 'prepend' && this.mark) this.mark.index += delta.length - this.bars.length;
    if (delta.kind === 'append' || delta.kind === 'tick') expect(delta.from).toBeGreaterThanOrEqual(this.closed);
    if (delta.kind === 'tick') expect(delta.length).toBe(this.bars.length);
    if (delta.kind === 'amend' && this.mark && this.mark.index >= delta.from) this.mark = undefined;
    this.bars.length = delta.from;
    for (let i = delta.from; i < delta.length; i++) this.bars.push(readBar(series.columns, i));
    this.closed = delta.closed;
    const middle = delta.length >> 1;
    const bar = this.bars[middle];
    if (!this.mark && bar) this.mark = { index: middle, time: bar.time };
    if (this.mark) expect(this.bars[this.mark.index]?.time).toBe(this.mark.time);
  }
}

describe('a series', () => {
  it('equals a plain array after any legal changes, and each delta says exactly what changed', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const series = create();
        const oracle: Oracle = { bars: [], closed: 0 };
        for (const each of changes) {
          const before = { bars: [...oracle.bars], closed: oracle.closed, rev: series.rev };
          const delta = apply(series, oracle, each);
          if (!delta) continue;
          expect(toBars(series)).toEqual(oracle.bars);
          expect(series.closed).toBe(oracle.closed);
          expect(delta).toMatchObject({
            rev: before.rev + 1,
            length: series.length,
            closed: series.closed,
            series: id,
          });
          expect(delta.rev).toBe(series.rev);
          if (delta.kind !== 'prepend')
            expect(oracle.bars.slice(0, delta.from)).toEqual(before.bars.slice(0, delta.from));
          if (delta.kind === 'append') expect(delta.from).toBe(before.closed);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('gives readers of merged deltas the same as readers of every delta', () => {
    fc.assert(
      fc.property(fc.array(change, { maxLength: 30 }), (changes) => {
        const series = create();
        const oracle: Oracle = { bars: [], closed: 0 };
        const [each, merged] = [new Reader(), new Reader()];
        let waiting: SeriesDelta | undefined;
        for (const next of changes) {
          const delta = apply(series, oracle, next);
          if (!delta) continue;
          each.read(delta, series);
          waiting = waiting ? mergeDeltas(waiting, delta) : delta;
          if (!next.flush) continue;
          merged.read(waiting, series);
          waiting = undefined;
          expect(merged.bars).toEqual(each.bars);
          expect(merged.closed).toBe(each.closed);
        }
        if (waiting) merged.read(waiting, series);
        expect(merged.bars).toEqual(oracle.bars);
        expect(each.bars).toEqual(oracle.bars);
      }),
      { numRuns: 300 },
    );
  });

  it('counts the bar that an append closes as changed', () => {
    const series = create();
    const [a, b, c] = sampleBars(3) as [Bar, Bar, Bar];
    expect(series.appendBar(a, false)).toMatchObject({ kind: 'append', from: 0, closed: 0 });
    expect(series.appendBar(b, true)).toMatchObject({ kind: 'append', from: 0, closed: 2 });
    expect(series.appendBar(c, true)).toMatchObject({ kind: 'append', from: 2, closed: 3 });
  });

  it('keeps its columns in place until they are full, then doubles them', () => {
    const series = create();
    const first = series.columns;
    for (const bar of sampleBars(256)) series.appendBar(bar, true);
    expect(series.columns).toBe(first);
    series.appendBar(toSoundBar(1e9, [1, 1, 1, 1], 0), true);
    expect(series.columns.time).toHaveLength(512);
    expect(series.columns.time.buffer).toBeInstanceOf(ArrayBuffer);
  });

  it('takes back a part of its own columns', () => {
    const series = create();
    const bars = sampleBars(10);
    series.reset(toBarColumns(bars), 10);
    series.reset(viewBars(series.columns, 3, 8), 5);
    expect(toBars(series)).toEqual(bars.slice(3, 8));
  });
});

describe('an illegal change', () => {
  const bars = sampleBars(4);
  const open = bars[3] as Bar;
  const next = toSoundBar(1e6, [1, 2, 3, 4], 5);
  const withOpenBar = () => {
    const series = create();
    series.reset(toBarColumns(bars), 3);
    return series;
  };
  const one = (bar: Bar) => toBarColumns([bar]);

  it.each<[string, (series: Series) => unknown, string]>([
    ['append of an earlier bar', (s) => s.append(one(bars[0] as Bar), 5), 'market.bad-bar'],
    ['append of an equal time', (s) => s.appendBar(open, true), 'market.bad-bar'],
    ['append of unordered bars', (s) => s.append(toBarColumns([next, next]), 6), 'market.bad-bar'],
    ['append of nothing', (s) => s.append(toBarColumns([]), 4), 'market.illegal-change'],
    ['append that leaves two bars open', (s) => s.append(one(next), 3), 'market.bad-closed'],
    ['append with too many closed', (s) => s.append(one(next), 6), 'market.bad-closed'],
    ['tick of another bar', (s) => s.tick(next), 'market.illegal-change'],
    ['tick with a high below its close', (s) => s.tick({ ...open, high: open.close - 1 }), 'market.bad-bar'],
    ['amend of the open bar', (s) => s.amend(3, open), 'market.illegal-change'],
    ['amend of another time', (s) => s.amend(1, bars[2] as Bar), 'market.illegal-change'],
    ['amend between two bars', (s) => s.amend(0.5, bars[0] as Bar), 'market.illegal-change'],
    ['amend before the first bar', (s) => s.amend(-1, bars[0] as Bar), 'market.illegal-change'],
    ['amend with an infinite price', (s) => s.amend(0, { ...(bars[0] as Bar), high: Infinity }), 'market.bad-bar'],
    ['rewrite that loses bars', (s) => s.rewrite(1, one(next), 2), 'market.illegal-change'],
    ['rewrite behind the end', (s) => s.rewrite(4, one(next), 5), 'market.illegal-change'],
    ['prepend of a later bar', (s) => s.prepend(one(next)), 'market.illegal-change'],
    ['prepend of nothing', (s) => s.prepend(toBarColumns([])), 'market.illegal-change'],
    ['reset with a broken time', (s) => s.reset(one({ ...next, time: 0.5 }), 1), 'market.bad-bar'],
    ['reset with a time beyond the calendar', (s) => s.reset(one({ ...next, time: 9e15 }), 1), 'market.bad-bar'],
    ['reset with NaN prices', (s) => s.reset(one({ ...next, open: Number.NaN }), 1), 'market.bad-bar'],
    ['reset with a negative volume', (s) => s.reset(one({ ...next, volume: -1 }), 1), 'market.bad-bar'],
    ['reset to nothing with an open bar', (s) => s.reset(toBarColumns([]), -1), 'market.bad-closed'],
    ['reset with half a closed bar', (s) => s.reset(one(next), 0.5), 'market.bad-closed'],
    ['reset with a short column', (s) => s.reset({ ...one(next), low: new Float64Array(0) }, 1), 'market.bad-columns'],
  ])('%s is refused with its code and leaves no trace', (_, run, code) => {
    const series = withOpenBar();
    expect(() => run(series)).toThrow(expect.objectContaining({ code }));
    expect(toBars(series)).toEqual(bars);
    expect(series).toMatchObject({ rev: 1, length: 4, closed: 3 });
  });

  it('names series, bar and reason in its sentence', () => {
    const bad = { ...open, low: 500 };
    expect(() => withOpenBar().tick(bad)).toThrow(/^Bar 3 of TEST:ABC@1m is refused: its low 500 is above its /);
  });

  it('is refused on an empty series where there is nothing to change', () => {
    expect(() => create().tick(open)).toThrow('its last bar is closed or it has none');
    expect(() => create().amend(0, open)).toThrow('is not one of its 0 closed bars');
  });

  it('cannot make a series of an unknown timeframe', () => {
    expect(() => createSeries({ id, instrument: sampleInstrument, timeframe: '1 day' })).toThrow(
      '"1 day" is not a timeframe',
    );
  });
});

describe('merging deltas', () => {
  it('refuses deltas that do not follow each other', () => {
    const series = create();
    const a = series.reset(toBarColumns(sampleBars(2)), 2);
    const b = series.appendBar(toSoundBar(1e6, [1, 1, 1, 1], 1), true);
    const c = series.appendBar(toSoundBar(2e6, [1, 1, 1, 1], 1), true);
    expect(() => mergeDeltas(a, c)).toThrow(expect.objectContaining({ code: 'market.delta-gap' }));
    expect(() => mergeDeltas(b, a)).toThrow('ask for the whole series again');
    expect(mergeDeltas(mergeDeltas(a, b), c)).toEqual({ ...c, kind: 'reset', from: 0 });
  });
});
