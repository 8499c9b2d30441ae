/** I2: what came later changes nothing: the values of the first bars are those of the bars alone. */

import { countUnsettled } from '@omnitrade/contracts';
import { viewBars } from '@omnitrade/market';
import type { Certificate } from '../certificate.ts';
import { findDifference, findFirst, playWhole } from '../compare.ts';

const prefixes = 6;

export const lookAhead: Certificate = {
  id: 'I2',
  title: 'Knows nothing of later bars, and rewrites no closed bar beyond what it declares',
  gate: true,
  examine: (subject) => {
    const unsettled = countUnsettled(subject.indicator.info);
    return findFirst(subject.cases, async ({ bars, inputs, random: open }) => {
      const random = open();
      const whole = await playWhole(subject, { bars, inputs });
      for (let n = 0; n < prefixes && bars.length > 1; n++) {
        const length = n === 0 ? bars.length - 1 : random.whole(1, bars.length - 1);
        const part = await playWhole(subject, { bars: viewBars(bars, 0, length), inputs });
        const found = findDifference(part, whole, length - unsettled);
        if (!found) continue;
        const { bar, output } = found;
        const text = `Bar ${bar} of "${output}" was known with ${length} bars, and is another once ${bars.length - length} later ones are there: it sees the future or rewrites the past.`;
        return { ...found, text };
      }
      return undefined;
    });
  },
};
