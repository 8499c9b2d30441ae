/** Bollinger Bands: a simple moving average and a number of population standard deviations to either side. */

import type { IndicatorDef } from '@omnitrade/sdk';
import { lengthInput, sourceInput } from './inputs.ts';
import { windowDeviation, windowMean } from './window.ts';

const inputs = {
  length: lengthInput(20),
  deviations: { type: 'number', title: 'Deviations', default: 2, minimum: 0.1, maximum: 10 },
  source: sourceInput,
} as const;

export const bollinger: IndicatorDef<typeof inputs> = {
  id: 'bollinger',
  title: 'Bollinger Bands',
  shortTitle: 'BB',
  description: 'A moving average between two bands that widen with the deviation of prices from it.',
  inputs,
  outputs: [
    { key: 'upper', title: 'Upper', plot: 'band', pane: 'price', format: 'price' },
    { key: 'middle', title: 'Middle', plot: 'line', pane: 'price', format: 'price' },
    { key: 'lower', title: 'Lower', plot: 'band', pane: 'price', format: 'price' },
  ],
  warmup: (p) => p.length - 1,
  converge: (p) => p.length - 1,
  repaint: 'last-bar',
  calc({ p, in: { source }, out, from, to }) {
    const upper = out.upper!;
    const middle = out.middle!;
    const lower = out.lower!;
    for (let i = Math.max(from, p.length - 1); i < to; i++) {
      const mean = windowMean(source, i, p.length);
      const width = p.deviations * windowDeviation(source, i, p.length, mean);
      upper[i] = mean + width;
      middle[i] = mean;
      lower[i] = mean - width;
    }
  },
};
