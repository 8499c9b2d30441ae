/**
 * Rate of change: by how much the value differs from the one `length` bars before, in percent of that.
 * Where that one is zero there is no such percentage, and it is 0.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';

const inputs = { length: lengthInput(9), source: sourceInput };

export const roc: IndicatorDef<typeof inputs> = {
  id: 'roc',
  title: 'Rate of change',
  shortTitle: 'ROC',
  description: 'The change over some bars, in percent.',
  inputs,
  outputs: [{ key: 'roc', title: 'ROC', plot: 'line', pane: 'own', format: 'percent' }],
  levels: [{ value: 0 }],
  warmup: (p) => p.length,
  converge: (p) => p.length,
  repaint: 'last-bar',
  calc({ p, in: { source }, out, from, to }) {
    for (let i = Math.max(from, p.length); i < to; i++) {
      const before = source[i - p.length]!;
      const percent = (100 * (source[i]! - before)) / before;
      // From next to nothing a change may be beyond all numbers.
      out.roc![i] = before === 0 ? 0 : Math.max(-Number.MAX_VALUE, Math.min(Number.MAX_VALUE, percent));
    }
  },
};
