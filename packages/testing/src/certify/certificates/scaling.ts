/** I8, told but not required: outputs that are prices grow with the prices. */

import type { BarColumns } from '@omnitrade/contracts';
import { walk } from '../../market/made-bars.ts';
import { createRandom } from '../../market/random.ts';
import { defaultsOf } from '../cases.ts';
import type { Certificate } from '../certificate.ts';
import { findDifference, findFirst, playWhole } from '../compare.ts';

const factor = 1000;
const tolerance = 1e-9;

export const scaling: Certificate = {
  id: 'I8',
  title: 'Gives prices that grow with the prices',
  gate: false,
  examine: (subject) => {
    const seed = subject.cases[0]?.seed ?? 1;
    const bars = walk(300, seed);
    const inputs = defaultsOf(subject.indicator.info);
    const prices = subject.indicator.info.outputs.flatMap(({ format }, c) => (format === 'price' ? [c] : []));
    return findFirst([{ seed, bars, inputs, random: () => createRandom(seed) }], async (one) => {
      if (prices.length === 0) return undefined;
      const plain = await playWhole(subject, one);
      const large = await playWhole(subject, { bars: scale(bars), inputs });
      const only = (values: typeof plain, by: number) => ({
        ...values,
        keys: prices.map((c) => values.keys[c] as string),
        columns: prices.map((c) => (values.columns[c] as Float64Array).map((value) => value * by)),
      });
      const size = (a: number, b: number) => Math.max(Math.abs(a), Math.abs(b), 100 * factor);
      const isNear = (a: number, b: number) => Object.is(a, b) || Math.abs(a - b) <= tolerance * size(a, b);
      const found = findDifference(only(plain, factor), only(large, 1), bars.length, isNear);
      if (!found) return undefined;
      const text = `Bar ${found.bar} of "${found.output}" is declared as a price but does not grow with the prices: format "number" may be meant.`;
      return { ...found, text };
    });
  },
};

function scale(bars: BarColumns): BarColumns {
  const times = (column: Float64Array) => column.map((value) => value * factor);
  const { open, high, low, close } = bars;
  return { ...bars, open: times(open), high: times(high), low: times(low), close: times(close) };
}
