/**
 * Money flow index: price · volume of bars whose typical price rose, as a share in percent of that of all that moved.
 * Source: Gene Quong and Avrum Soudack, 1989. The first flow is the second bar's; without falls the index is 100.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput } from './inputs.ts';

const inputs = { length: lengthInput(14) };

export const mfi: IndicatorDef<typeof inputs> = {
  id: 'mfi',
  title: 'Money flow index',
  shortTitle: 'MFI',
  description: 'How much of the money that moved lately moved prices upwards, from 0 to 100.',
  inputs,
  outputs: [{ key: 'mfi', title: 'MFI', plot: 'line', pane: 'own', format: 'number' }],
  levels: [{ value: 20 }, { value: 80 }],
  state: ['flow'],
  warmup: (p) => p.length,
  converge: (p) => p.length,
  repaint: 'last-bar',
  calc({ p, in: { high, low, close, volume }, out, state, from, to }) {
    const flow = state.flow!;
    const typical = (i: number) => (high[i]! + low[i]! + close[i]!) / 3;
    for (let i = from; i < to; i++) {
      const price = typical(i);
      flow[i] = i > 0 ? Math.sign(price - typical(i - 1)) * price * volume[i]! : Number.NaN;
      if (i < p.length) continue;
      let rises = 0;
      let all = 0;
      for (let k = i - p.length + 1; k <= i; k++) {
        if (flow[k]! > 0) rises += flow[k]!;
        all += Math.abs(flow[k]!);
      }
      // Against the sum of all, so that no rounding makes a fall of nothing.
      out.mfi![i] = all === rises ? 100 : (100 * rises) / all;
    }
  },
};
