/** I4: after a closed bar was corrected, or everything came anew, the values are those of a fresh start. */

import type { BarColumns } from '@omnitrade/contracts';
import { copyBars, readBar } from '@omnitrade/market';
import { otherBar, walk } from '../../market/made-bars.ts';
import type { Step, Values } from '../bench.ts';
import type { Certificate } from '../certificate.ts';
import { findDifference, findFirst, keep, playWhole } from '../compare.ts';

const amendments = 3;

export const amendment: Certificate = {
  id: 'I4',
  title: 'Equals a fresh start after bars were corrected or replaced',
  gate: true,
  examine: (subject) =>
    findFirst(subject.cases, async ({ seed, bars, inputs, random: open }) => {
      const random = open();
      const stages: { readonly step: Step; readonly bars: BarColumns; readonly what: string }[] = [];
      let now = bars;
      for (let n = 0; n < amendments; n++) {
        const at = random.whole(0, bars.length - 1);
        const bar = otherBar(random, readBar(now, at));
        const next = copyBars(now, 0, now.length);
        for (const name of ['open', 'high', 'low', 'close', 'volume'] as const) next[name][at] = bar[name];
        stages.push({ step: (series) => series.amend(at, bar), bars: next, what: `bar ${at} was corrected` });
        now = next;
      }
      const other = walk(Math.max(1, bars.length >> 1), seed + 1);
      stages.push({ step: (series) => series.reset(other, other.length), bars: other, what: 'all bars were replaced' });
      const seen: Values[] = [];
      await subject.play({
        inputs,
        steps: [(series) => series.reset(bars, bars.length), ...stages.map(({ step }) => step)],
        onStep: (values) => void seen.push(keep(values)),
      });
      for (const [n, stage] of stages.entries()) {
        const fresh = await playWhole(subject, { bars: stage.bars, inputs });
        const found = findDifference(fresh, seen[n + 1] as Values, stage.bars.length);
        if (!found) continue;
        const text = `After ${stage.what}, bar ${found.bar} of "${found.output}" is not what a fresh start gives: something was kept.`;
        return { ...found, text };
      }
      return undefined;
    }),
};
