/** Chart utilities: a library for the code of other plugins (library.ts), and two calls for plugins that would rather ask. */

import { definePlugin } from '@omnitrade/sdk';
import { describe } from './services/describe.ts';
import { findPivots } from './services/pivots.ts';

const number = { type: 'number' } as const;

export default definePlugin({
  activate({ exports }) {
    exports.add({
      id: 'pivots',
      title: 'Pivots',
      description: 'Where highs and lows turned: places among the given bars, and prices.',
      params: {
        type: 'object',
        properties: { span: { type: 'integer', title: 'Bars to either side', default: 5, minimum: 1, maximum: 500 } },
      },
      columns: ['high', 'low'],
      returnsColumns: ['high-at', 'high', 'low-at', 'low'],
      call({ params, columns: { high, low } }) {
        if (!high || !low || high.length !== low.length) throw new RangeError('high and low must be of one length');
        const pivots = findPivots(high, low, params.span as number);
        const columnOf = (kind: 'high' | 'low', read: 'at' | 'price') =>
          Float64Array.from(
            pivots.filter((pivot) => pivot.kind === kind),
            (pivot) => pivot[read],
          );
        return {
          columns: {
            'high-at': columnOf('high', 'at'),
            high: columnOf('high', 'price'),
            'low-at': columnOf('low', 'at'),
            low: columnOf('low', 'price'),
          },
        };
      },
    });
    exports.add({
      id: 'describe',
      title: 'Description of a column',
      columns: ['values'],
      returns: {
        type: 'object',
        properties: { count: number, mean: number, deviation: number, least: number, most: number },
        required: ['count'],
      },
      call: ({ columns: { values = new Float64Array(0) } }) => ({ value: { ...describe(values) } }),
    });
  },
});
