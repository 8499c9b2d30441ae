/**
 * SuperTrend: a stop that follows prices at some average true ranges, and changes sides when a close goes through it.
 *   upper = hl2 + factor · ATR, and never rises while closes stay below it; lower = hl2 − factor · ATR, and never falls
 *   while closes stay above it. Above the upper line the trend is up and the lower one is the stop; below the lower, down.
 */

import { barsToForget, fillAverage, fillTrueRange, wilderWeight } from 'plugin:chart-utilities';
import { factorInput, lengthInput } from './inputs.js';

export const superTrend = {
  id: 'super-trend',
  title: 'SuperTrend',
  shortTitle: 'ST',
  description: 'A stop below prices that rise, above prices that fall; it changes sides with the trend.',
  inputs: { length: lengthInput(10), factor: factorInput(3, 'Ranges') },
  outputs: [
    { key: 'stop', title: 'Stop', plot: 'step', pane: 'price', format: 'price' },
    { key: 'rising', title: 'Rising', plot: 'line', pane: 'price', format: 'price', gaps: true },
    { key: 'falling', title: 'Falling', plot: 'line', pane: 'price', format: 'price', gaps: true },
  ],
  state: ['range', 'atr', 'upper', 'lower', 'trend'],
  warmup: (p) => p.length,
  converge: (p) => p.length + barsToForget(wilderWeight(p.length)),
  repaint: 'last-bar',
  calc({ p: { length, factor }, in: bars, out, state, from, to }) {
    fillTrueRange(bars, state.range, from, to);
    fillAverage(state.range, state.atr, { length, weight: wilderWeight(length) }, from, to);
    for (let i = from; i < to; i++) {
      follow(bars, state, factor, i);
      const stop = state.trend[i] > 0 ? state.lower[i] : state.upper[i];
      out.stop[i] = stop;
      out[state.trend[i] > 0 ? 'rising' : 'falling'][i] = stop;
    }
  },
};

/** Bands and trend of bar `i` from those of the bar before. Without a bar before, the trend is up. */
function follow({ high, low, close }, { atr, upper, lower, trend }, factor, i) {
  const middle = (high[i] + low[i]) / 2;
  const width = factor * atr[i];
  const before = i > 0 ? i - 1 : i;
  const begins = i === 0 || Number.isNaN(upper[before]);
  const falls = begins || middle + width < upper[before] || close[before] > upper[before];
  const rises = begins || middle - width > lower[before] || close[before] < lower[before];
  upper[i] = falls ? middle + width : upper[before];
  lower[i] = rises ? middle - width : lower[before];
  if (begins) trend[i] = 1;
  else if (trend[before] > 0) trend[i] = close[i] < lower[i] ? -1 : 1;
  else trend[i] = close[i] > upper[i] ? 1 : -1;
}
