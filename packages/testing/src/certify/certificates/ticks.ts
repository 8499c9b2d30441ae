/** I3: how an open bar moved is forgotten once it is closed. */

import { countUnsettled } from '@omnitrade/contracts';
import { readBar, viewBars } from '@omnitrade/market';
import { otherBar } from '../../market/made-bars.ts';
import type { Random } from '../../market/random.ts';
import type { Step, Values } from '../bench.ts';
import type { Case, Certificate } from '../certificate.ts';
import { type Finding, findDifference, findFirst, keep, playWhole } from '../compare.ts';

/** Bars that arrive tick by tick, after those that are there at once. */
const live = 12;

export const ticks: Certificate = {
  id: 'I3',
  title: 'Forgets how an open bar moved once it is closed',
  gate: true,
  examine: (subject) => {
    const { repaint } = subject.indicator.info;
    const unsettled = countUnsettled(subject.indicator.info);
    return findFirst(subject.cases, async (one) => {
      const { bars, inputs } = one;
      const whole = await playWhole(subject, one);
      let loud: Finding | undefined;
      const moved = await subject.play({
        inputs,
        steps: toSteps(one, one.random()),
        onStep: (values, { closed, length }) => {
          if (repaint === 'none' && closed < length) loud ??= findLoud(values, length - 1);
        },
      });
      if (loud) return loud;
      const found = findDifference(whole, keep(moved), bars.length - unsettled);
      if (!found) return undefined;
      const text = `Bar ${found.bar} of "${found.output}" differs once the bars moved before they closed: something of a tick was kept.`;
      return { ...found, text };
    });
  },
};

/** An indicator that declares 'none' has no value for an open bar. */
function findLoud(values: Values, bar: number): Finding | undefined {
  const c = values.columns.findIndex((column) => !Number.isNaN(column[bar]));
  if (c < 0) return undefined;
  const output = values.keys[c] as string;
  const text = `Bar ${bar} of "${output}" has a value while the bar is open, though the indicator declares repaint "none".`;
  return { bar, output, expected: null, actual: values.columns[c]?.[bar] ?? null, text };
}

function toSteps({ bars }: Case, random: Random): Step[] {
  const before = Math.max(0, bars.length - live);
  const steps: Step[] = [(series) => series.reset(viewBars(bars, 0, before), before)];
  for (let i = before; i < bars.length; i++) {
    const bar = readBar(bars, i);
    const moves = random.whole(0, 3);
    if (moves === 0) steps.push((series) => series.appendBar(bar, true));
    else {
      const [first, ...more] = Array.from({ length: moves }, () => otherBar(random, bar));
      steps.push((series) => series.appendBar(first as typeof bar, false));
      for (const other of more) steps.push((series) => series.tick(other));
      steps.push((series) => series.tick(bar, true));
    }
  }
  return steps;
}
