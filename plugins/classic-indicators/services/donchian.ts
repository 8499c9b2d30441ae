/** Donchian channels: the highest high and the lowest low of the last bars, and the middle between them. Source: Richard Donchian. */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput } from './inputs.ts';
import { windowHigh, windowLow } from './window.ts';

const inputs = { length: lengthInput(20) };

export const donchian: IndicatorDef<typeof inputs> = {
  id: 'donchian',
  title: 'Donchian channels',
  shortTitle: 'DC',
  description: 'The highest and the lowest price of the last bars, and the middle between them.',
  inputs,
  outputs: [
    { key: 'upper', title: 'Upper', plot: 'band', pane: 'price', format: 'price' },
    { key: 'middle', title: 'Middle', plot: 'line', pane: 'price', format: 'price' },
    { key: 'lower', title: 'Lower', plot: 'band', pane: 'price', format: 'price' },
  ],
  warmup: (p) => p.length - 1,
  converge: (p) => p.length - 1,
  repaint: 'last-bar',
  calc({ p, in: { high, low }, out, from, to }) {
    for (let i = from; i < to; i++) {
      const upper = windowHigh(high, i, p.length);
      const lower = windowLow(low, i, p.length);
      out.upper![i] = upper;
      out.middle![i] = (upper + lower) / 2;
      out.lower![i] = lower;
    }
  },
};
