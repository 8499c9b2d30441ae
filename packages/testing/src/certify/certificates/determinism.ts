/** I10: bars and inputs are all that counts: not the time, not chance, not what else runs beside it. */

import { viewBars } from '@omnitrade/market';
import { roughWalk } from '../../market/made-bars.ts';
import type { Step } from '../bench.ts';
import { chooseInputs } from '../cases.ts';
import type { Case, Certificate } from '../certificate.ts';
import { findDifference, findFirst, playWhole } from '../compare.ts';

const pieces = 4;

export const determinism: Certificate = {
  id: 'I10',
  title: 'Depends on its bars and inputs alone',
  gate: true,
  examine: (subject) =>
    findFirst(subject.cases, async (one) => {
      const { bars, inputs, random: open } = one;
      // Two isolates, each with chance of its own, and no two turns are at the same time.
      const [first, second] = await Promise.all([playWhole(subject, one), playWhole(subject, one)]);
      const again = findDifference(first, second, bars.length);
      if (again) {
        const text = `Bar ${again.bar} of "${again.output}" differs between two runs over the same bars: time, chance or something kept decides.`;
        return { ...again, text };
      }
      const random = open();
      const other = { bars: roughWalk(bars.length, random), inputs: chooseInputs(subject.indicator.info, random) };
      const beside = { inputs: other.inputs, steps: toSteps(other.bars) };
      const together = await subject.play({ inputs, steps: toSteps(bars), beside });
      const leaked = findDifference(first, together, bars.length);
      if (!leaked) return undefined;
      const text = `Bar ${leaked.bar} of "${leaked.output}" differs when another instance runs beside it: they share something that is not theirs.`;
      return { ...leaked, text };
    }),
};

function toSteps(bars: Case['bars']): Step[] {
  const size = Math.ceil(bars.length / pieces);
  return Array.from({ length: Math.ceil(bars.length / size) }, (_, n): Step => {
    const from = n * size;
    const to = Math.min(bars.length, from + size);
    return from === 0
      ? (series) => series.reset(viewBars(bars, 0, to), to)
      : (series) => series.append(viewBars(bars, from, to), to);
  });
}
