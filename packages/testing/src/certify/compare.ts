/** From values that should be equal to the first bar at which they are not. */

import { toErrorJson, toJsonNumber } from '@omnitrade/contracts';
import type { Play, Values } from './bench.ts';
import type { Case, Evidence, Subject } from './certificate.ts';

export interface Difference {
  readonly bar: number;
  readonly output: string;
  readonly expected: number | null;
  readonly actual: number | null;
}

/** Equal to the bit, NaN included. `to` bars are compared. */
export function findDifference(
  expected: Values,
  actual: Values,
  to: number,
  isSame: (a: number, b: number) => boolean = Object.is,
): Difference | undefined {
  let first: Difference | undefined;
  for (const [c, output] of expected.keys.entries()) {
    const want = expected.columns[c] as Float64Array;
    const have = actual.columns[c] as Float64Array;
    const end = first ? Math.min(to, first.bar) : to;
    for (let bar = 0; bar < end; bar++) {
      const a = bar < expected.length ? (want[bar] as number) : Number.NaN;
      const b = bar < actual.length ? (have[bar] as number) : Number.NaN;
      if (isSame(a, b)) continue;
      first = { bar, output, expected: toJsonNumber(a), actual: toJsonNumber(b) };
      break;
    }
  }
  return first;
}

/** A copy that later steps do not change. */
export function keep(values: Values): Values {
  return { ...values, columns: values.columns.map((column) => column.slice(0, values.length)) };
}

export type Finding = Omit<Evidence, 'seed' | 'inputs'>;

/** The evidence of the simplest case that breaks the claim: fewest bars first. A case that cannot be computed breaks it too. */
export async function findFirst(
  cases: readonly Case[],
  examine: (one: Case) => Promise<Finding | undefined>,
): Promise<Evidence | undefined> {
  const ordered = [...cases].sort((a, b) => a.bars.length - b.bars.length || a.seed - b.seed);
  const found = await Promise.all(ordered.map((one) => examine(one).catch(toFailure)));
  for (const [i, finding] of found.entries()) {
    const { seed, inputs } = ordered[i] as Case;
    if (finding) return { ...finding, seed, inputs };
  }
  return undefined;
}

/** What cannot be computed breaks every claim about it. */
export function toFailure(error: unknown): Finding {
  const { message } = toErrorJson(error);
  const { bar = 0 } = error as { readonly bar?: number };
  return { bar, expected: 'values', actual: null, text: message };
}

/** All bars at once, each of them closed. */
export function playWhole(subject: Subject, { bars, inputs }: Pick<Case, 'bars' | 'inputs'>): Promise<Values> {
  return subject.play({ inputs, steps: [(series) => series.reset(bars, bars.length)] } satisfies Play);
}
