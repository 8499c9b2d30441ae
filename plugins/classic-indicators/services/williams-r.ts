/**
 * Williams %R: how far the close is below the highest price of the last bars, in percent of their range, from 0 to −100.
 * Source: Larry Williams, 1973. In a range of nothing it stands in the middle, at −50.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput } from './inputs.ts';
import { windowHigh, windowLow } from './window.ts';

const inputs = { length: lengthInput(14) };

export const williamsR: IndicatorDef<typeof inputs> = {
  id: 'williams-r',
  title: 'Williams %R',
  shortTitle: '%R',
  description: 'How far the close is below the highest price of the last bars, from 0 to −100.',
  inputs,
  outputs: [{ key: 'r', title: '%R', plot: 'line', pane: 'own', format: 'number' }],
  levels: [{ value: -80 }, { value: -20 }],
  warmup: (p) => p.length - 1,
  converge: (p) => p.length - 1,
  repaint: 'last-bar',
  calc({ p, in: { high, low, close }, out, from, to }) {
    for (let i = from; i < to; i++) {
      const top = windowHigh(high, i, p.length);
      const range = top - windowLow(low, i, p.length);
      out.r![i] = range === 0 ? -50 : (-100 * (top - close[i]!)) / range;
    }
  },
};
