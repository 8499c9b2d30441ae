/**
 * Keltner channel: an exponential average, and average true ranges to either side of it.
 *   middle = EMA(close, length);  upper, lower = middle ± factor · ATR(length), by Wilder.
 */

import { averageWeight, barsToForget, fillAverage, fillTrueRange, wilderWeight } from 'plugin:chart-utilities';
import { factorInput, lengthInput } from './inputs.js';

export const keltner = {
  id: 'keltner',
  title: 'Keltner channel',
  shortTitle: 'KC',
  description: 'An average between two lines that stand as far off as prices usually move in a bar.',
  inputs: { length: lengthInput(20), factor: factorInput(2, 'Ranges') },
  outputs: [
    { key: 'upper', title: 'Upper', plot: 'band', pane: 'price', format: 'price' },
    { key: 'middle', title: 'Middle', plot: 'line', pane: 'price', format: 'price' },
    { key: 'lower', title: 'Lower', plot: 'band', pane: 'price', format: 'price' },
  ],
  state: ['average', 'range', 'atr'],
  warmup: (p) => p.length,
  converge: (p) => p.length + barsToForget(wilderWeight(p.length)),
  repaint: 'last-bar',
  calc({ p: { length, factor }, in: bars, out, state, from, to }) {
    fillTrueRange(bars, state.range, from, to);
    fillAverage(state.range, state.atr, { length, weight: wilderWeight(length) }, from, to);
    fillAverage(bars.close, state.average, { length, weight: averageWeight(length) }, from, to);
    for (let i = Math.max(from, length); i < to; i++) {
      const middle = state.average[i];
      const width = factor * state.atr[i];
      out.upper[i] = middle + width;
      out.middle[i] = middle;
      out.lower[i] = middle - width;
    }
  },
};
