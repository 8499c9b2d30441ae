/** Simple moving average: the mean of the last `length` values. */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { windowMean } from './window.ts';

const inputs = { length: lengthInput(20), source: sourceInput };

export const sma: IndicatorDef<typeof inputs> = {
  id: 'sma',
  title: 'Simple moving average',
  shortTitle: 'SMA',
  description: 'The mean of the last bars.',
  inputs,
  outputs: [{ key: 'sma', title: 'SMA', plot: 'line', pane: 'price', format: 'price' }],
  warmup: (p) => p.length - 1,
  converge: (p) => p.length - 1,
  repaint: 'last-bar',
  calc({ p, in: { source }, out, from, to }) {
    const average = out.sma!;
    for (let i = from; i < to; i++) average[i] = windowMean(source, i, p.length);
  },
};
