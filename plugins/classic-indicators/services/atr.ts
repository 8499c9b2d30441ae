/** Average true range: Wilder's average of the true range, which begins with the second bar; first value at bar `length`. */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput } from './inputs.ts';
import { barsToForget, smooth, wilderWeight } from './smoothing.ts';

const inputs = { length: lengthInput(14) };

export const atr: IndicatorDef<typeof inputs> = {
  id: 'atr',
  title: 'Average true range',
  shortTitle: 'ATR',
  description: 'How far prices move in one bar, gaps between bars included.',
  inputs,
  outputs: [{ key: 'atr', title: 'ATR', plot: 'line', pane: 'own', format: 'price' }],
  state: ['range'],
  warmup: (p) => p.length,
  converge: (p) => p.length + barsToForget(wilderWeight(p.length)),
  repaint: 'last-bar',
  calc({ p, in: { high, low, close }, out, state, from, to }) {
    const range = state.range!;
    for (let i = from; i < to; i++) {
      const before = i > 0 ? close[i - 1]! : Number.NaN;
      range[i] = Math.max(high[i]!, before) - Math.min(low[i]!, before);
    }
    smooth(range, out.atr!, p.length, wilderWeight(p.length), from, to);
  },
};
