/**
 * Volume-weighted moving average: the sum of value · volume over the sum of volume.
 * Where the window holds no volume at all it is the simple average: every bar weighs the same there.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { windowMean } from './window.ts';

const inputs = { length: lengthInput(20), source: sourceInput };

export const vwma: IndicatorDef<typeof inputs> = {
  id: 'vwma',
  title: 'Volume-weighted moving average',
  shortTitle: 'VWMA',
  description: 'A mean of the last bars in which those with more volume weigh more.',
  inputs,
  outputs: [{ key: 'vwma', title: 'VWMA', plot: 'line', pane: 'price', format: 'price' }],
  warmup: (p) => p.length - 1,
  converge: (p) => p.length - 1,
  repaint: 'last-bar',
  calc({ p, in: { source, volume }, out, from, to }) {
    for (let i = Math.max(from, p.length - 1); i < to; i++) {
      let weighted = 0;
      let weights = 0;
      for (let k = i - p.length + 1; k <= i; k++) {
        weighted += source[k]! * volume[k]!;
        weights += volume[k]!;
      }
      out.vwma![i] = weights === 0 ? windowMean(source, i, p.length) : weighted / weights;
    }
  },
};
