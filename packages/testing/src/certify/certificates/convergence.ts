/** I6, told but not required: from the declared bar on, where the history began makes no difference any more. */

import { viewBars } from '@omnitrade/market';
import { walk } from '../../market/made-bars.ts';
import { createRandom } from '../../market/random.ts';
import { defaultsOf } from '../cases.ts';
import type { Certificate } from '../certificate.ts';
import { findDifference, findFirst, playWhole } from '../compare.ts';

const skipped = 500;
const tolerance = 1e-6;
/** Longer promises are not examined. */
const maxConverge = 10_000;

export const convergence: Certificate = {
  id: 'I6',
  title: 'Has forgotten its seed when it says so',
  gate: false,
  examine: (subject) => {
    const seed = subject.cases[0]?.seed ?? 1;
    const inputs = defaultsOf(subject.indicator.info);
    const one = { seed, inputs, bars: walk(1, seed), random: () => createRandom(seed) };
    return findFirst([one], async () => {
      const { converge } = await playWhole(subject, one);
      if (converge === undefined || converge > maxConverge) return undefined;
      const bars = walk(skipped + converge + 200, seed);
      const whole = await playWhole(subject, { bars, inputs });
      const late = await playWhole(subject, { bars: viewBars(bars, skipped, bars.length), inputs });
      const part = (values: typeof whole, from: number) => ({
        ...values,
        length: 200,
        columns: values.columns.map((column) => column.subarray(from, from + 200)),
      });
      const isNear = (a: number, b: number) => Math.abs(a - b) <= tolerance || Object.is(a, b);
      const found = findDifference(part(whole, skipped + converge), part(late, converge), 200, isNear);
      if (!found) return undefined;
      const bar = found.bar + converge;
      const text = `Bar ${bar} of "${found.output}" still shows where the history began, though its seed is said to be forgotten after ${converge} bars.`;
      return { ...found, bar, text };
    });
  },
};
