/**
 * Ichimoku cloud: midpoints of ranges over three spans.
 *   conversion, base = midpoint of the last 9 and 26 bars; the cloud's edges are (conversion + base) / 2 and the midpoint
 *   of the last 52 bars, each as it was `displacement` bars ago. The lagging close is left out: drawn where it is usually
 *   drawn, it would show at a bar what was only known later.
 */

import { midpointOf } from 'plugin:chart-utilities';
import { lengthInput } from './inputs.js';

const longest = (p) => Math.max(p.conversion, p.base, p.span);

export const ichimoku = {
  id: 'ichimoku',
  title: 'Ichimoku cloud',
  shortTitle: 'Ichimoku',
  description: 'Midpoints of three ranges; between two of them, moved ahead, lies the cloud.',
  inputs: {
    conversion: lengthInput(9, 'Conversion'),
    base: lengthInput(26, 'Base'),
    span: lengthInput(52, 'Leading span'),
    displacement: lengthInput(26, 'Displacement', 0),
  },
  outputs: [
    { key: 'conversion', title: 'Conversion', plot: 'line', pane: 'price', format: 'price' },
    { key: 'base', title: 'Base', plot: 'line', pane: 'price', format: 'price' },
    { key: 'leading-a', title: 'Leading span A', plot: 'band', pane: 'price', format: 'price' },
    { key: 'leading-b', title: 'Leading span B', plot: 'band', pane: 'price', format: 'price' },
  ],
  warmup: (p) => longest(p) - 1 + p.displacement,
  converge: (p) => longest(p) - 1 + p.displacement,
  repaint: 'last-bar',
  calc({ p, in: { high, low }, out, from, to }) {
    const midpoint = (last, length) => midpointOf(high, low, last, length);
    for (let i = Math.max(from, longest(p) - 1 + p.displacement); i < to; i++) {
      const ago = i - p.displacement;
      out.conversion[i] = midpoint(i, p.conversion);
      out.base[i] = midpoint(i, p.base);
      out['leading-a'][i] = (midpoint(ago, p.conversion) + midpoint(ago, p.base)) / 2;
      out['leading-b'][i] = midpoint(ago, p.span);
    }
  },
};
