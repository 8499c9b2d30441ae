/** The properties every indicator must have, whatever its bars and inputs, each proven for all twenty. */

import type { IndicatorDef } from '@omnitrade/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromTuples, randomWalk, readRealBars } from './bars.ts';
import {
  type BarTuple,
  computeWhole,
  convergeOf,
  defaultsOf,
  type Inputs,
  Instance,
  setBar,
  toLength,
  warmupOf,
} from './harness.ts';
import { indicators } from './plugin.ts';

const runs = { numRuns: 60 };

/** One legal bar: ordinary prices and, as often as not, zeros and bars that did not move. */
const arbitraryBar: fc.Arbitrary<BarTuple> = fc
  .tuple(
    fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constantFrom(0, 100, 100)),
    fc.constantFrom(0, 0, 0.25, 0.5, 1),
    fc.constantFrom(0, 0, 0.3, 0.5, 1),
    fc.constantFrom(0, 0.5, 1),
    fc.oneof(fc.integer({ min: 0, max: 1e9 }), fc.constant(0)),
  )
  .map(([low, size, openAt, closeAt, volume]) => {
    const range = low * size;
    return [low + range * openAt, low + range, low, low + range * closeAt, volume];
  });

const arbitraryBars = (min: number, max = 120) => fc.array(arbitraryBar, { minLength: min, maxLength: max });

/** Legal inputs of an indicator, windows kept short enough to end within the bars of a test. */
function arbitraryInputs(indicator: IndicatorDef): fc.Arbitrary<Inputs> {
  const model: Record<string, fc.Arbitrary<number | string | boolean>> = {};
  for (const [key, input] of Object.entries(indicator.inputs ?? {})) {
    if (input.type === 'integer') model[key] = fc.integer({ min: input.minimum!, max: Math.min(input.maximum!, 30) });
    else if (input.type === 'number') model[key] = fc.double({ min: input.minimum!, max: input.maximum!, noNaN: true });
    else if (input.type === 'string') model[key] = fc.constantFrom(...(input.enum ?? [input.default]));
    else model[key] = fc.boolean();
  }
  return fc.record(model);
}

/** Checks `claim` with arbitrary inputs of the indicator and arbitrary bars. */
function forAll(indicator: IndicatorDef, claim: (p: Inputs, tuples: readonly BarTuple[], data: Data) => void): void {
  const extra = fc.record({
    cuts: fc.array(fc.nat({ max: 120 }), { maxLength: 12 }),
    at: fc.nat(),
    ticks: fc.array(arbitraryBar, { maxLength: 3 }),
  });
  fc.assert(fc.property(arbitraryInputs(indicator), arbitraryBars(1), extra, claim), runs);
}
interface Data {
  readonly cuts: readonly number[];
  readonly at: number;
  readonly ticks: readonly BarTuple[];
}

describe.each([...indicators])('%s', (_, indicator) => {
  const wholeOf = (p: Inputs, tuples: readonly BarTuple[]) => computeWhole(indicator, p, fromTuples(tuples));

  it('gives the same values however its bars are cut (I1)', () => {
    forAll(indicator, (p, tuples, { cuts }) => {
      const bars = fromTuples(tuples);
      const instance = new Instance(indicator, p, bars.time.length);
      const borders = [...new Set([0, ...cuts.filter((cut) => cut < bars.length), bars.length])].sort((a, b) => a - b);
      for (const [k, to] of borders.slice(1).entries()) instance.run(bars, borders[k]!, to);
      expect(toLength(instance.out, bars.length)).toEqual(wholeOf(p, tuples));
    });
  });

  it('knows nothing of later bars (I2)', () => {
    forAll(indicator, (p, tuples, { at }) => {
      const length = at % (tuples.length + 1);
      expect(wholeOf(p, tuples.slice(0, length))).toEqual(toLength(wholeOf(p, tuples), length));
    });
  });

  it('forgets how an open bar moved once it is closed (I3)', () => {
    forAll(indicator, (p, tuples, { ticks }) => {
      const bars = fromTuples([], tuples.length);
      const instance = new Instance(indicator, p, tuples.length);
      for (const [i, tuple] of tuples.entries()) {
        for (const tick of [...ticks, tuple]) {
          setBar(bars, i, tick);
          instance.run(bars, i, i + 1, i);
        }
      }
      expect(instance.out).toEqual(wholeOf(p, tuples));
    });
  });

  it('equals a rebuild after a closed bar was corrected (I4)', () => {
    forAll(indicator, (p, tuples, { at, ticks: [correction = [5, 9, 1, 5, 0]] }) => {
      const k = at % tuples.length;
      const bars = fromTuples(tuples);
      const instance = new Instance(indicator, p, bars.time.length);
      instance.run(bars, 0);
      setBar(bars, k, correction);
      instance.run(bars, k);
      expect(toLength(instance.out, bars.length)).toEqual(wholeOf(p, tuples.with(k, correction)));
    });
  });

  it('leaves exactly its warm-up empty and is finite from there on (I5, I7)', () => {
    forAll(indicator, (p, tuples) => {
      for (const [key, column] of Object.entries(wholeOf(p, tuples))) {
        const expected = Array.from(column, (_, i) => i >= warmupOf(indicator, p));
        expect(Array.from(column, Number.isFinite), key).toEqual(expected);
      }
    });
  });

  it.each<[string, BarTuple]>([
    ['zero prices', [0, 0, 0, 0, 0]],
    ['prices that never move', [100, 100, 100, 100, 10]],
    ['no volume', [100, 101, 99, 100, 0]],
    ['huge prices', [1e12, 2e12, 1e11, 1.5e12, 1e15]],
    ['tiny prices', [1e-12, 2e-12, 1e-13, 1.5e-12, 1]],
  ])('is finite on %s (I7)', (_, tuple) => {
    for (const source of ['close', 'volume']) {
      const p = { ...defaultsOf(indicator), source };
      for (const length of [0, 1, 300]) {
        for (const column of Object.values(
          wholeOf(
            p,
            Array.from({ length }, () => tuple),
          ),
        )) {
          expect(column.subarray(warmupOf(indicator, p)).every(Number.isFinite)).toBe(true);
        }
      }
    }
  });

  it('has forgotten its seed once it says so (I6)', () => {
    const p = defaultsOf(indicator);
    const start = 1000;
    const settled = convergeOf(indicator, p);
    const long = randomWalk(3000, 7);
    const tuples = Array.from({ length: 3000 }, (_, i): BarTuple => {
      return [long.open[i]!, long.high[i]!, long.low[i]!, long.close[i]!, long.volume[i]!];
    });
    const whole = wholeOf(p, tuples);
    const late = wholeOf(p, tuples.slice(start));
    for (const key of Object.keys(whole)) {
      for (let i = settled; i < 3000 - start; i++) {
        expect(Math.abs(late[key]![i]! - whole[key]![start + i]!)).toBeLessThan(1e-6);
      }
    }
  });

  it('heals after a value was missing', () => {
    const p: Inputs = { ...defaultsOf(indicator), source: 'volume' };
    const bars = randomWalk(600, 11);
    bars.volume[200] = Number.NaN;
    for (const column of Object.values(computeWhole(indicator, p, bars))) {
      expect(column.subarray(400).every(Number.isFinite)).toBe(true);
    }
  });

  it('gives the same values tick by tick on the real bars as in one go', () => {
    const bars = readRealBars();
    const p = defaultsOf(indicator);
    const instance = new Instance(indicator, p, bars.time.length, false);
    instance.run(bars, 0, 5000);
    for (let i = 5000; i < bars.length; i++) instance.run(bars, i, i + 1, i);
    expect(toLength(instance.out, bars.length)).toEqual(computeWhole(indicator, p, bars));
  });
});
