/** Finds the first thing in which a replayed turn differs from the recorded one. Pure. */

import type { JobResult } from '../protocol.ts';

/** `where`: what differs, in words. */
export interface Difference {
  readonly where: string;
  readonly expected: string;
  readonly actual: string;
}

export interface ComparedTurn {
  readonly jobs: readonly JobResult[];
  readonly box: readonly [id: number, rows: number] | undefined;
  readonly outputs: string | undefined;
  readonly values: Float64Array;
}

const excerptChars = 160;

export function compareTurns(expected: ComparedTurn, actual: ComparedTurn): Difference | undefined {
  return (
    compareTexts('its messages', expected.outputs ?? '', actual.outputs ?? '') ??
    compareTexts('the windows it computed', JSON.stringify(expected.jobs), JSON.stringify(actual.jobs)) ??
    compareTexts('the rows it returned', JSON.stringify(expected.box ?? null), JSON.stringify(actual.box ?? null)) ??
    compareValues(expected, actual.values)
  );
}

export function compareTexts(where: string, expected: string, actual: string): Difference | undefined {
  if (expected === actual) return undefined;
  let at = 0;
  while (expected[at] === actual[at]) at++;
  const from = Math.max(0, at - 40);
  const excerpt = (text: string) =>
    `${from > 0 ? '…' : ''}${text.slice(from, from + excerptChars)}${from + excerptChars < text.length ? '…' : ''}`;
  return { where: `${where}, from character ${at} on`, expected: excerpt(expected), actual: excerpt(actual) };
}

/** Every NaN is the same value: which of its bits are set is V8's to choose, and depends on what was optimised when. */
function compareValues({ jobs, values }: ComparedTurn, actual: Float64Array): Difference | undefined {
  if (values.length !== actual.length)
    return { where: 'the number of its values', expected: `${values.length}`, actual: `${actual.length}` };
  for (let at = 0; at < values.length; at++)
    if (!Object.is(values[at], actual[at]))
      return { where: place(jobs, at), expected: toText(values[at]), actual: toText(actual[at]) };
  return undefined;
}

/** Values lie window after window and column after column; how many columns a window has follows where there is one only. */
function place(jobs: readonly JobResult[], at: number): string {
  const done = jobs.filter(([, , , status]) => status === 1);
  const [only] = done;
  if (done.length !== 1 || !only) return `value ${at} of the turn`;
  const [instance, from, to] = only;
  const rows = to - from;
  return `instance ${instance}, output ${Math.floor(at / rows)}, bar ${from + (at % rows)}`;
}

const toText = (value: number | undefined): string => (Object.is(value, -0) ? '-0' : String(value));
