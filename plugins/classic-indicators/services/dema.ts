/**
 * Double exponential moving average: 2 · EMA − EMA of the EMA; each EMA is seeded with a simple average of its own.
 * Source: Patrick Mulloy, 1994.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { barsToForget, emaWeight, smooth } from './smoothing.ts';

const inputs = { length: lengthInput(20), source: sourceInput };

export const dema: IndicatorDef<typeof inputs> = {
  id: 'dema',
  title: 'Double exponential moving average',
  shortTitle: 'DEMA',
  description: 'An exponential average from which its delay is taken once.',
  inputs,
  outputs: [{ key: 'dema', title: 'DEMA', plot: 'line', pane: 'price', format: 'price' }],
  state: ['once', 'twice'],
  warmup: (p) => 2 * (p.length - 1),
  converge: (p) => 2 * (p.length - 1 + barsToForget(emaWeight(p.length))),
  repaint: 'last-bar',
  calc({ p, in: { source }, out, state, from, to }) {
    const once = state.once!;
    const twice = state.twice!;
    const weight = emaWeight(p.length);
    smooth(source, once, p.length, weight, from, to);
    smooth(once, twice, p.length, weight, from, to);
    for (let i = from; i < to; i++) out.dema![i] = 2 * once[i]! - twice[i]!;
  },
};
