/** How far the price is from the average of its last bars, in percent. */

import type { IndicatorDef } from '@omnitrade/sdk';
import { average } from './average.ts';

const inputs = {
  length: {
    type: 'integer',
    title: 'Length',
    description: 'Bars of the average.',
    default: 20,
    minimum: 1,
    maximum: 500,
  },
} as const;

export const distance: IndicatorDef<typeof inputs> = {
  id: 'distance',
  title: 'Distance from average',
  shortTitle: 'Distance',
  description: 'How far the price is from the average of its last bars, in percent.',
  inputs,
  outputs: [{ key: 'distance', title: 'Distance', plot: 'histogram', pane: 'own', format: 'percent' }],
  levels: [{ value: 0 }],
  // The first bars have no average yet.
  warmup: (p) => p.length - 1,
  converge: (p) => p.length - 1,
  // The value of the open bar moves with its price; that of a closed bar never changes.
  repaint: 'last-bar',
  // Fills [from, to) and reads nothing later than the bar it is at.
  calc({ p, in: bars, out, from, to }) {
    for (let i = from; i < to; i++) {
      const mean = average(bars.close, i, p.length);
      out.distance![i] = mean === 0 ? 0 : (bars.close[i]! / mean - 1) * 100;
    }
  },
};
