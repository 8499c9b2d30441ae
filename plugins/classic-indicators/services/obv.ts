/**
 * On-balance volume: volume is added when the close rises and taken away when it falls, counted from 0 at the first bar.
 * Source: Joseph Granville, 1963. Unknown volume counts as none. Its level depends on where the history begins; only its
 * changes mean something, so it never forgets its seed.
 */

import type { IndicatorDef } from '@omnitrade/sdk';

const inputs = {};

export const obv: IndicatorDef<typeof inputs> = {
  id: 'obv',
  title: 'On-balance volume',
  shortTitle: 'OBV',
  description: 'The volume of bars that rose less that of bars that fell, added up.',
  inputs,
  outputs: [{ key: 'obv', title: 'OBV', plot: 'line', pane: 'own', format: 'volume' }],
  warmup: () => 0,
  repaint: 'last-bar',
  calc({ in: { close, volume }, out, from, to }) {
    const balance = out.obv!;
    for (let i = from; i < to; i++) {
      if (i === 0) balance[i] = 0;
      else {
        const known = volume[i]! > 0 ? volume[i]! : 0;
        balance[i] = balance[i - 1]! + Math.sign(close[i]! - close[i - 1]!) * known;
      }
    }
  },
};
