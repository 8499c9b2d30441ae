/** The properties every indicator must have, whatever its bars. */

import type { IndicatorDef } from '@omnitrade/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromTuples, randomWalk } from '../../classic-indicators/test/bars.ts';
import {
  type BarTuple,
  computeWhole,
  defaultsOf,
  type Inputs,
  Instance,
  setBar,
  toLength,
  warmupOf,
} from '../../classic-indicators/test/harness.ts';
import { activate, indicators } from './plugin.ts';

const arbitraryBar: fc.Arbitrary<BarTuple> = fc
  .tuple(
    fc.oneof(fc.double({ min: 0, max: 1e6, noNaN: true }), fc.constantFrom(0, 100, 100)),
    fc.constantFrom(0, 0.25, 0.5, 1),
    fc.constantFrom(0, 0.3, 1),
    fc.constantFrom(0, 0.5, 1),
    fc.oneof(fc.integer({ min: 0, max: 1e9 }), fc.constant(0)),
  )
  .map(([low, size, openAt, closeAt, volume]) => {
    const range = low * size;
    return [low + range * openAt, low + range, low, low + range * closeAt, volume];
  });

/** Legal inputs, windows short enough to end within the bars of a test. */
function arbitraryInputs({ inputs = {} }: IndicatorDef): fc.Arbitrary<Inputs> {
  const model: Record<string, fc.Arbitrary<number | string | boolean>> = {};
  for (const [key, input] of Object.entries(inputs)) {
    if (input.type === 'integer') model[key] = fc.integer({ min: input.minimum!, max: 20 });
    else if (input.type === 'number') model[key] = fc.double({ min: input.minimum!, max: input.maximum!, noNaN: true });
    else if (input.type === 'string') model[key] = fc.constantFrom(...(input.enum ?? [input.default]));
  }
  return fc.record(model);
}

const bars = fc.array(arbitraryBar, { minLength: 1, maxLength: 100 });
const runs = { numRuns: 60 };

describe.each([...indicators])('%s', (_, indicator) => {
  const inputs = arbitraryInputs(indicator);
  const wholeOf = (p: Inputs, tuples: readonly BarTuple[]) => computeWhole(indicator, p, fromTuples(tuples));

  it('gives the same values however its bars are cut', () => {
    fc.assert(
      fc.property(inputs, bars, fc.array(fc.nat({ max: 100 }), { maxLength: 8 }), (p, tuples, cuts) => {
        const all = fromTuples(tuples);
        const instance = new Instance(indicator, p, all.time.length);
        const inside = cuts.filter((cut) => cut < all.length);
        const borders = [...new Set([0, ...inside, all.length])].sort((a, b) => a - b);
        for (const [k, to] of borders.slice(1).entries()) instance.run(all, borders[k]!, to);
        expect(toLength(instance.out, all.length)).toEqual(wholeOf(p, tuples));
      }),
      runs,
    );
  });

  it('knows nothing of later bars', () => {
    fc.assert(
      fc.property(inputs, bars, fc.nat(), (p, tuples, at) => {
        const length = at % (tuples.length + 1);
        expect(wholeOf(p, tuples.slice(0, length))).toEqual(toLength(wholeOf(p, tuples), length));
      }),
      runs,
    );
  });

  it('equals a rebuild after a closed bar was corrected', () => {
    fc.assert(
      fc.property(inputs, bars, fc.nat(), arbitraryBar, (p, tuples, at, correction) => {
        const k = at % tuples.length;
        const all = fromTuples(tuples);
        const instance = new Instance(indicator, p, all.time.length);
        instance.run(all, 0);
        setBar(all, k, correction);
        instance.run(all, k);
        expect(toLength(instance.out, all.length)).toEqual(wholeOf(p, tuples.with(k, correction)));
      }),
      runs,
    );
  });

  it('leaves exactly its warm-up empty, and is finite from there on but where it says so', () => {
    fc.assert(
      fc.property(inputs, bars, (p, tuples) => {
        const whole = wholeOf(p, tuples);
        for (const { key, gaps } of indicator.outputs)
          for (const [i, value] of whole[key]!.entries())
            if (i < warmupOf(indicator, p)) expect(value).toBeNaN();
            else if (!gaps && !Number.isFinite(value)) expect.fail(`${key} at ${i} is ${value}`);
      }),
      runs,
    );
  });

  it('heals after a value was missing', () => {
    const walk = randomWalk(900, 3);
    for (const column of [walk.high, walk.low, walk.close, walk.volume]) column[300] = Number.NaN;
    const whole = computeWhole(indicator, defaultsOf(indicator), walk);
    for (const { key, gaps } of indicator.outputs)
      if (!gaps) expect(whole[key]!.subarray(600).every(Number.isFinite), key).toBe(true);
  });
});

describe('a day that begins at another hour', () => {
  it('moves where the periods of VWAP begin', () => {
    const hour = 3_600_000;
    const walk = randomWalk(48, 1);
    for (let i = 0; i < 48; i++) walk.time[i] = i * hour;
    const starts = (settings: Record<string, unknown>) => {
      const vwap = activate(settings).indicators.get('vwap')!;
      const { upper, lower } = computeWhole(vwap, { anchor: 'day', deviations: 2 }, walk);
      return Array.from({ length: 48 }, (_, i) => i).filter((i) => upper![i] === lower![i]);
    };
    expect(starts({})).toEqual([0, 24]);
    expect(starts({ 'day-begins': 13 * 60 })).toEqual([0, 13, 37]);
  });
});
