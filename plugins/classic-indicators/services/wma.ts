/**
 * Weighted moving average: weights 1, 2 … length, the newest value the heaviest, divided by their sum.
 * Source: the linearly weighted average of any textbook; the same in TA-Lib and technicalindicators.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { windowWeightedMean } from './window.ts';

const inputs = { length: lengthInput(20), source: sourceInput };

export const wma: IndicatorDef<typeof inputs> = {
  id: 'wma',
  title: 'Weighted moving average',
  shortTitle: 'WMA',
  description: 'A mean of the last bars in which each weighs one more than the one before it.',
  inputs,
  outputs: [{ key: 'wma', title: 'WMA', plot: 'line', pane: 'price', format: 'price' }],
  warmup: (p) => p.length - 1,
  converge: (p) => p.length - 1,
  repaint: 'last-bar',
  calc({ p, in: { source }, out, from, to }) {
    const average = out.wma!;
    for (let i = from; i < to; i++) average[i] = windowWeightedMean(source, i, p.length);
  },
};
