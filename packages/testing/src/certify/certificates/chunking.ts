/** I1: however the bars are cut, the values are the same to the bit. */

import { viewBars } from '@omnitrade/market';
import type { Random } from '../../market/random.ts';
import type { Step } from '../bench.ts';
import type { Case, Certificate } from '../certificate.ts';
import { findDifference, findFirst, playWhole } from '../compare.ts';

const maxPieces = 14;

export const chunking: Certificate = {
  id: 'I1',
  title: 'Gives the same values however its bars are cut',
  gate: true,
  examine: (subject) =>
    findFirst(subject.cases, async (one) => {
      const cuts = chooseCuts(one.bars.length, one.random());
      const whole = await playWhole(subject, one);
      const cut = await subject.play({ inputs: one.inputs, steps: toSteps(one, cuts) });
      const found = findDifference(whole, cut, one.bars.length);
      if (!found) return undefined;
      const pieces = cuts.map((to, i) => `${cuts[i - 1] ?? 0} to ${to - 1}`).find((_, i) => found.bar < (cuts[i] ?? 0));
      const text = `Bar ${found.bar} of "${found.output}" depends on how the bars are cut: computed in the piece ${pieces}, it differs from all at once.`;
      return { ...found, text };
    }),
};

/** Ends of pieces, the last one that of the bars; single bars among them. */
function chooseCuts(length: number, random: Random): number[] {
  const cuts = new Set([length]);
  for (let n = 0; n < maxPieces && length > 1; n++) {
    const at = random.whole(1, length - 1);
    cuts.add(at);
    if (n % 3 === 0 && at + 1 < length) cuts.add(at + 1);
  }
  return [...cuts].sort((a, b) => a - b);
}

const toSteps = ({ bars }: Case, cuts: readonly number[]): Step[] =>
  cuts.map((to, i) => {
    const from = cuts[i - 1] ?? 0;
    return from === 0
      ? (series) => series.reset(viewBars(bars, 0, to), to)
      : (series) => series.append(viewBars(bars, from, to), to);
  });
