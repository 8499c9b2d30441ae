/** What an indicator plots. */

import type { TestIndicator } from '../terminal/test-indicator.ts';
import type { Check } from './check.ts';

type Value = number | null;
/** One value per bar, null where there is none; or only those of the last bars. */
export type ExpectedPlot = Readonly<Record<string, readonly Value[] | { readonly last: readonly Value[] }>>;

export interface PlotOptions {
  /** How far values may be apart. */
  readonly tolerance?: number;
}

/** Passes if the named outputs hold these values, and the indicator has not failed. */
export function checkPlot(
  indicator: Pick<TestIndicator, 'outputs' | 'error'>,
  expected: ExpectedPlot,
  { tolerance = 1e-9 }: PlotOptions = {},
): Check {
  const negated = `It plots ${Object.keys(expected).join(', ')} just as it should not.`;
  const wrong = (message: string): Check => ({ pass: false, message, negated });
  const { error, outputs } = indicator;
  if (error) return wrong(`It does not plot: ${error.message}`);
  for (const [key, want] of Object.entries(expected)) {
    const have = outputs[key];
    if (!have) return wrong(`It has no output "${key}", only ${Object.keys(outputs).join(', ') || 'none'}.`);
    const values = 'last' in want ? want.last : want;
    if (!('last' in want) && values.length !== have.length)
      return wrong(`"${key}" has ${have.length} values, not ${values.length}: ${show(have)}`);
    const from = have.length - values.length;
    for (const [i, value] of values.entries()) {
      const actual = have[from + i] ?? null;
      if (!isNear(actual, value, tolerance))
        return wrong(`"${key}" is ${actual} at bar ${from + i}, not ${value}: ${show(have)}`);
    }
  }
  return { pass: true, message: '', negated };
}

function isNear(a: Value, b: Value, tolerance: number): boolean {
  if (a === null || b === null) return a === b;
  return Math.abs(a - b) <= tolerance;
}

const show = (values: readonly Value[]) => {
  const last = values.slice(-12).map((value) => (value === null ? 'none' : String(value)));
  return values.length > 12 ? `… ${last.join(', ')}` : last.join(', ');
};
