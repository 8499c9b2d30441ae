/** Exponential moving average: weight 2 / (length + 1), seeded with the simple average of the first `length` values. */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { barsToForget, emaWeight, smooth } from './smoothing.ts';

const inputs = { length: lengthInput(20), source: sourceInput };

export const ema: IndicatorDef<typeof inputs> = {
  id: 'ema',
  title: 'Exponential moving average',
  shortTitle: 'EMA',
  description: 'A mean of all bars in which newer ones weigh more.',
  inputs,
  outputs: [{ key: 'ema', title: 'EMA', plot: 'line', pane: 'price', format: 'price' }],
  warmup: (p) => p.length - 1,
  converge: (p) => p.length - 1 + barsToForget(emaWeight(p.length)),
  repaint: 'last-bar',
  calc({ p, in: { source }, out, from, to }) {
    smooth(source, out.ema!, p.length, emaWeight(p.length), from, to);
  },
};
