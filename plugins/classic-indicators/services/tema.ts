/**
 * Triple exponential moving average: 3 · EMA − 3 · EMA of the EMA + EMA of that; each is seeded with its own simple average.
 * Source: Patrick Mulloy, 1994.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { barsToForget, emaWeight, smooth } from './smoothing.ts';

const inputs = { length: lengthInput(20), source: sourceInput };

export const tema: IndicatorDef<typeof inputs> = {
  id: 'tema',
  title: 'Triple exponential moving average',
  shortTitle: 'TEMA',
  description: 'An exponential average from which its delay is taken twice.',
  inputs,
  outputs: [{ key: 'tema', title: 'TEMA', plot: 'line', pane: 'price', format: 'price' }],
  state: ['once', 'twice', 'thrice'],
  warmup: (p) => 3 * (p.length - 1),
  converge: (p) => 3 * (p.length - 1 + barsToForget(emaWeight(p.length))),
  repaint: 'last-bar',
  calc({ p, in: { source }, out, state, from, to }) {
    const once = state.once!;
    const twice = state.twice!;
    const thrice = state.thrice!;
    const weight = emaWeight(p.length);
    smooth(source, once, p.length, weight, from, to);
    smooth(once, twice, p.length, weight, from, to);
    smooth(twice, thrice, p.length, weight, from, to);
    for (let i = from; i < to; i++) out.tema![i] = 3 * (once[i]! - twice[i]!) + thrice[i]!;
  },
};
