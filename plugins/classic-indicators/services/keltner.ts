/**
 * Keltner channels: an EMA, and a number of average true ranges to either side. Source: Chester Keltner, 1960, in the form
 * Linda Raschke gave them: EMA of the source, Wilder's ATR with a length of its own. All three begin together.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { barsToForget, emaWeight, smooth, wilderWeight } from './smoothing.ts';

const inputs = {
  length: lengthInput(20),
  range: lengthInput(10, 'Length of the range'),
  multiple: { type: 'number', title: 'Multiple', default: 2, minimum: 0.1, maximum: 10 },
  source: sourceInput,
} as const;

export const keltner: IndicatorDef<typeof inputs> = {
  id: 'keltner',
  title: 'Keltner channels',
  shortTitle: 'KC',
  description: 'A moving average between two bands that widen with the range of the bars.',
  inputs,
  outputs: [
    { key: 'upper', title: 'Upper', plot: 'band', pane: 'price', format: 'price' },
    { key: 'middle', title: 'Middle', plot: 'line', pane: 'price', format: 'price' },
    { key: 'lower', title: 'Lower', plot: 'band', pane: 'price', format: 'price' },
  ],
  state: ['middle', 'range', 'ranges'],
  warmup: (p) => Math.max(p.length - 1, p.range),
  converge: (p) =>
    Math.max(p.length - 1 + barsToForget(emaWeight(p.length)), p.range + barsToForget(wilderWeight(p.range))),
  repaint: 'last-bar',
  calc({ p, in: { high, low, close, source }, out, state, from, to }) {
    const middle = state.middle!;
    const range = state.range!;
    const ranges = state.ranges!;
    for (let i = from; i < to; i++) {
      const before = i > 0 ? close[i - 1]! : Number.NaN;
      range[i] = Math.max(high[i]!, before) - Math.min(low[i]!, before);
    }
    smooth(source, middle, p.length, emaWeight(p.length), from, to);
    smooth(range, ranges, p.range, wilderWeight(p.range), from, to);
    for (let i = from; i < to; i++) {
      const width = p.multiple * ranges[i]!;
      out.upper![i] = middle[i]! + width;
      if (!Number.isNaN(width)) out.middle![i] = middle[i]!;
      out.lower![i] = middle[i]! - width;
    }
  },
};
