/**
 * Commodity channel index: the distance from the mean, in units of 0.015 mean absolute deviations.
 * Source: Donald Lambert, 1980; of the typical price (hlc3) unless another source is chosen. Without any deviation it is 0.
 */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { windowAbsoluteDeviation, windowMean } from './window.ts';

const inputs = { length: lengthInput(20), source: { ...sourceInput, default: 'hlc3' } } as const;

export const cci: IndicatorDef<typeof inputs> = {
  id: 'cci',
  title: 'Commodity channel index',
  shortTitle: 'CCI',
  description: 'How far prices are from their mean, measured by how far they usually are.',
  inputs,
  outputs: [{ key: 'cci', title: 'CCI', plot: 'line', pane: 'own', format: 'number' }],
  levels: [{ value: -100 }, { value: 100 }],
  warmup: (p) => p.length - 1,
  converge: (p) => p.length - 1,
  repaint: 'last-bar',
  calc({ p, in: { source }, out, from, to }) {
    for (let i = Math.max(from, p.length - 1); i < to; i++) {
      const mean = windowMean(source, i, p.length);
      const deviation = windowAbsoluteDeviation(source, i, p.length, mean);
      // 0.015 of the smallest numbers there are is zero too.
      const unit = 0.015 * deviation;
      out.cci![i] = unit === 0 ? 0 : (source[i]! - mean) / unit;
    }
  },
};
