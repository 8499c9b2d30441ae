/** The cases an indicator is examined on: bars and inputs made from a seed, and the real bars that were given. */

import type { BarColumns, IndicatorInfo, InputProperty, JsonObject } from '@omnitrade/contracts';
import { roughWalk } from '../market/made-bars.ts';
import { createRandom, type Random } from '../market/random.ts';
import type { Case } from './certificate.ts';

export interface CaseOptions {
  /** Seeds are counted from here. */
  readonly seed: number;
  readonly count: number;
  /** Real bars, examined with the defaults; their seed is 0. */
  readonly real?: BarColumns;
}

const maxBars = 160;
/** Lengths are kept short, so that they end within the bars of a case. */
const maxWhole = 40;

export function makeCases(info: IndicatorInfo, { seed, count, real }: CaseOptions): Case[] {
  const cases = Array.from({ length: count }, (_, i) => makeCase(info, seed + i, i === 0));
  if (real) cases.push({ seed: 0, bars: real, inputs: defaultsOf(info), random: () => createRandom(0) });
  return cases;
}

export function defaultsOf({ inputs }: IndicatorInfo): JsonObject {
  return Object.fromEntries(Object.entries(inputs).map(([key, input]) => [key, input.default]));
}

/** The first case has the defaults: what fails with them is told with them. */
function makeCase(info: IndicatorInfo, seed: number, isPlain: boolean): Case {
  const random = createRandom(seed);
  // More often short than long, so that a fault has a small case to be shown by.
  const bars = roughWalk(1 + Math.floor(maxBars * random.next() ** 1.5), random);
  const inputs = isPlain ? defaultsOf(info) : chooseInputs(info, random);
  return { seed, bars, inputs, random: () => createRandom(seed + 1_000_003) };
}

export function chooseInputs(info: IndicatorInfo, random: Random): JsonObject {
  return Object.fromEntries(Object.entries(info.inputs).map(([key, input]) => [key, choose(input, random)]));
}

function choose(input: InputProperty, random: Random): number | string | boolean {
  if (input.type === 'boolean') return random.next() < 0.5;
  if (input.type === 'string') return input.enum ? random.pick(input.enum) : input.default;
  const { minimum = Math.min(0, input.default), maximum = Math.max(maxWhole, input.default), multipleOf } = input;
  if (input.type === 'integer' && multipleOf === undefined)
    return random.whole(minimum, Math.max(minimum, Math.min(maximum, maxWhole)));
  if (input.type === 'integer' || multipleOf !== undefined) return random.pick([input.default, minimum, maximum]);
  return minimum + random.next() * (Math.max(minimum, Math.min(maximum, maxWhole)) - minimum);
}
