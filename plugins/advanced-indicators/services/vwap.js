/**
 * Volume-weighted average price since the beginning of a period, between bands of its own deviation.
 *   vwap = Σ volume · price / Σ volume, price = (high + low + close) / 3;
 *   band = vwap ± deviations · √(Σ volume · (price − vwap)² / Σ volume).
 */

import { anchors, fillVolumeWeighted } from 'plugin:chart-utilities';
import { factorInput } from './inputs.js';

/** @param dayBeginsMs when days begin, after midnight UTC */
export const createVwap = (dayBeginsMs) => ({
  id: 'vwap',
  title: 'VWAP bands',
  shortTitle: 'VWAP',
  description: 'What was paid on average since a period began, and how far prices were from it.',
  inputs: {
    anchor: {
      ...{ type: 'string', title: 'Begins with each', default: 'month', enum: [...anchors] },
      description: 'Periods of the calendar; when their days begin stands in the settings.',
    },
    deviations: factorInput(2, 'Deviations'),
  },
  outputs: [
    { key: 'upper', title: 'Upper', plot: 'band', pane: 'price', format: 'price' },
    { key: 'vwap', title: 'VWAP', plot: 'line', pane: 'price', format: 'price' },
    { key: 'lower', title: 'Lower', plot: 'band', pane: 'price', format: 'price' },
  ],
  state: ['price', 'mean', 'squares', 'volume'],
  warmup: () => 0,
  repaint: 'last-bar',
  calc({ p: { anchor, deviations }, in: bars, out, state, from, to }) {
    const { high, low, close, volume, time } = bars;
    for (let i = from; i < to; i++) state.price[i] = (high[i] + low[i] + close[i]) / 3;
    fillVolumeWeighted({ price: state.price, volume, time }, state, { anchor, dayBeginsMs }, from, to);
    for (let i = from; i < to; i++) {
      const { mean, squares, volume: total } = state;
      const width = total[i] > 0 ? deviations * Math.sqrt(squares[i] / total[i]) : 0;
      out.upper[i] = mean[i] + width;
      out.vwap[i] = mean[i];
      out.lower[i] = mean[i] - width;
    }
  },
});
