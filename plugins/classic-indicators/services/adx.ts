/**
 * Average directional index with +DI and −DI: directed movements and true ranges begin with the second bar and are smoothed
 * by Wilder's average; the index is Wilder's average of their imbalance. All three begin together, at bar 2 · length − 1.
 * Source: J. Welles Wilder, 1978. Where nothing moved both directions are 0, and so is their imbalance.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput } from './inputs.ts';
import { barsToForget, smooth, wilderWeight } from './smoothing.ts';

const inputs = { length: lengthInput(14) };

export const adx: IndicatorDef<typeof inputs> = {
  id: 'adx',
  title: 'Average directional index',
  shortTitle: 'ADX',
  description: 'How directed prices move, whichever way, and the strength of either direction, from 0 to 100.',
  inputs,
  outputs: [
    { key: 'adx', title: 'ADX', plot: 'line', pane: 'own', format: 'number', color: 0 },
    { key: 'plus', title: '+DI', plot: 'line', pane: 'own', format: 'number', color: 1 },
    { key: 'minus', title: '−DI', plot: 'line', pane: 'own', format: 'number', color: 2 },
  ],
  levels: [{ value: 25 }],
  state: ['range', 'up', 'down', 'ranges', 'ups', 'downs', 'imbalance'],
  warmup: (p) => 2 * p.length - 1,
  converge: (p) => 2 * (p.length + barsToForget(wilderWeight(p.length))),
  repaint: 'last-bar',
  calc({ p, in: { high, low, close }, out, state, from, to }) {
    const { range, up, down, ranges, ups, downs, imbalance } = state as Record<string, Float64Array>;
    const weight = wilderWeight(p.length);
    for (let i = from; i < to; i++) {
      const before = i > 0 ? close[i - 1]! : Number.NaN;
      const rise = i > 0 ? high[i]! - high[i - 1]! : Number.NaN;
      const fall = i > 0 ? low[i - 1]! - low[i]! : Number.NaN;
      range![i] = Math.max(high[i]!, before) - Math.min(low[i]!, before);
      up![i] = rise > fall ? Math.max(rise, 0) : rise * 0;
      down![i] = fall > rise ? Math.max(fall, 0) : fall * 0;
    }
    smooth(range!, ranges!, p.length, weight, from, to);
    smooth(up!, ups!, p.length, weight, from, to);
    smooth(down!, downs!, p.length, weight, from, to);
    for (let i = from; i < to; i++) {
      const sum = ups![i]! + downs![i]!;
      imbalance![i] = sum === 0 ? 0 : (100 * Math.abs(ups![i]! - downs![i]!)) / sum;
    }
    smooth(imbalance!, out.adx!, p.length, weight, from, to);
    for (let i = from; i < to; i++) {
      if (Number.isNaN(out.adx![i])) continue;
      out.plus![i] = ranges![i] === 0 ? 0 : (100 * ups![i]!) / ranges![i]!;
      out.minus![i] = ranges![i] === 0 ? 0 : (100 * downs![i]!) / ranges![i]!;
    }
  },
};
