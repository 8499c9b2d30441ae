/**
 * Moving average convergence divergence: fast EMA − slow EMA, each seeded with its own simple average; the signal is
 * the EMA of that line, seeded with its simple average. All three values begin together, with the signal's first.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { barsToForget, emaWeight, smooth } from './smoothing.ts';

const inputs = {
  fast: lengthInput(12, 'Fast length'),
  slow: lengthInput(26, 'Slow length'),
  signal: lengthInput(9, 'Signal length'),
  source: sourceInput,
};

export const macd: IndicatorDef<typeof inputs> = {
  id: 'macd',
  title: 'Moving average convergence divergence',
  shortTitle: 'MACD',
  description: 'The distance of a fast average from a slow one, and an average of that distance.',
  inputs,
  outputs: [
    { key: 'histogram', title: 'Histogram', plot: 'histogram', pane: 'own', format: 'price', color: 2 },
    { key: 'macd', title: 'MACD', plot: 'line', pane: 'own', format: 'price', color: 0 },
    { key: 'signal', title: 'Signal', plot: 'line', pane: 'own', format: 'price', color: 1 },
  ],
  levels: [{ value: 0 }],
  state: ['fast', 'slow', 'line'],
  warmup: (p) => Math.max(p.fast, p.slow) + p.signal - 2,
  converge: (p) =>
    Math.max(p.fast, p.slow) +
    barsToForget(emaWeight(Math.max(p.fast, p.slow))) +
    p.signal -
    2 +
    barsToForget(emaWeight(p.signal)),
  repaint: 'last-bar',
  calc({ p, in: { source }, out, state, from, to }) {
    const fast = state.fast!;
    const slow = state.slow!;
    const line = state.line!;
    const signal = out.signal!;
    smooth(source, fast, p.fast, emaWeight(p.fast), from, to);
    smooth(source, slow, p.slow, emaWeight(p.slow), from, to);
    for (let i = from; i < to; i++) line[i] = fast[i]! - slow[i]!;
    smooth(line, signal, p.signal, emaWeight(p.signal), from, to);
    for (let i = from; i < to; i++) {
      if (Number.isNaN(signal[i])) continue;
      out.macd![i] = line[i]!;
      out.histogram![i] = line[i]! - signal[i]!;
    }
  },
};
