/**
 * Stochastic oscillator: where the close stands in the range of the last bars, in percent; %K is smoothed by a simple
 * average, %D is a simple average of %K. Both begin together, with %D's first. Source: George Lane.
 * A range of nothing has no place in it: the close then stands in the middle, at 50.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput } from './inputs.ts';
import { windowHigh, windowLow, windowMean } from './window.ts';

const inputs = {
  length: lengthInput(14),
  smooth: lengthInput(3, 'Smoothing of %K'),
  signal: lengthInput(3, 'Length of %D'),
};

export const stochastic: IndicatorDef<typeof inputs> = {
  id: 'stochastic',
  title: 'Stochastic oscillator',
  shortTitle: 'Stoch',
  description: 'Where the close stands between the highest and the lowest price of the last bars, from 0 to 100.',
  inputs,
  outputs: [
    { key: 'k', title: '%K', plot: 'line', pane: 'own', format: 'number', color: 0 },
    { key: 'd', title: '%D', plot: 'line', pane: 'own', format: 'number', color: 1 },
  ],
  levels: [{ value: 20 }, { value: 80 }],
  state: ['place', 'k'],
  warmup: (p) => p.length + p.smooth + p.signal - 3,
  converge: (p) => p.length + p.smooth + p.signal - 3,
  repaint: 'last-bar',
  calc({ p, in: { high, low, close }, out, state, from, to }) {
    const place = state.place!;
    const k = state.k!;
    for (let i = from; i < to; i++) {
      const bottom = windowLow(low, i, p.length);
      const range = windowHigh(high, i, p.length) - bottom;
      place[i] = range === 0 ? 50 : (100 * (close[i]! - bottom)) / range;
      k[i] = windowMean(place, i, p.smooth);
      const d = windowMean(k, i, p.signal);
      out.d![i] = d;
      if (!Number.isNaN(d)) out.k![i] = k[i]!;
    }
  },
};
