/** Relative strength index: Wilder's averages of rises and falls, as the share of rises in percent; first value at bar `length`. */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { barsToForget, smooth, wilderWeight } from './smoothing.ts';

const inputs = { length: lengthInput(14), source: sourceInput };

export const rsi: IndicatorDef<typeof inputs> = {
  id: 'rsi',
  title: 'Relative strength index',
  shortTitle: 'RSI',
  description: 'How much of the recent movement went upwards, from 0 to 100.',
  inputs,
  outputs: [{ key: 'rsi', title: 'RSI', plot: 'line', pane: 'own', format: 'number' }],
  levels: [{ value: 30 }, { value: 70 }],
  state: ['rise', 'fall', 'rises', 'falls'],
  warmup: (p) => p.length,
  converge: (p) => p.length + barsToForget(wilderWeight(p.length)),
  repaint: 'last-bar',
  calc({ p, in: { source }, out, state, from, to }) {
    const rise = state.rise!;
    const fall = state.fall!;
    for (let i = from; i < to; i++) {
      const change = i > 0 ? source[i]! - source[i - 1]! : Number.NaN;
      rise[i] = Math.max(change, 0);
      fall[i] = Math.max(-change, 0);
    }
    const rises = state.rises!;
    const falls = state.falls!;
    smooth(rise, rises, p.length, wilderWeight(p.length), from, to);
    smooth(fall, falls, p.length, wilderWeight(p.length), from, to);
    const index = out.rsi!;
    // Without falls the index is 100 by definition, also where prices did not move at all.
    for (let i = from; i < to; i++) index[i] = falls[i] === 0 ? 100 : (100 * rises[i]!) / (rises[i]! + falls[i]!);
  },
};
