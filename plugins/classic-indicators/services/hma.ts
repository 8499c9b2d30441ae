/**
 * Hull moving average: WMA of (2 · WMA of half the length − WMA of the length), over the square root of the length.
 * Source: Alan Hull, 2005. Half and root are rounded down, as most charts do; Hull left it open.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { windowWeightedMean } from './window.ts';

const inputs = { length: lengthInput(16), source: sourceInput };
const halfOf = (length: number) => Math.max(1, Math.floor(length / 2));
const rootOf = (length: number) => Math.floor(Math.sqrt(length));

export const hma: IndicatorDef<typeof inputs> = {
  id: 'hma',
  title: 'Hull moving average',
  shortTitle: 'HMA',
  description: 'A weighted average that makes up for most of its own delay.',
  inputs,
  outputs: [{ key: 'hma', title: 'HMA', plot: 'line', pane: 'price', format: 'price' }],
  state: ['raw'],
  warmup: (p) => p.length + rootOf(p.length) - 2,
  converge: (p) => p.length + rootOf(p.length) - 2,
  repaint: 'last-bar',
  calc({ p, in: { source }, out, state, from, to }) {
    const raw = state.raw!;
    const average = out.hma!;
    const half = halfOf(p.length);
    const root = rootOf(p.length);
    for (let i = from; i < to; i++) {
      raw[i] = 2 * windowWeightedMean(source, i, half) - windowWeightedMean(source, i, p.length);
      average[i] = windowWeightedMean(raw, i, root);
    }
  },
};
