/** The order type: the first slice at once, each further one an interval later, and done when the last is. */

import type { InputsSchema, OrderTypeDef } from '@omnitrade/sdk';
import { toSlices } from './slices.ts';

const minuteMs = 60_000;

const inputs = {
  horizon: { type: 'number', title: 'Over, minutes', default: 60 },
  interval: { type: 'number', title: 'A slice every, minutes', default: 10 },
} as const satisfies InputsSchema;

export const twap: OrderTypeDef<typeof inputs> = {
  id: 'twap',
  title: 'TWAP',
  description: 'A market order in equal slices, spread evenly over time.',
  inputs,
  parents: ['market'],
  check({ horizon, interval }, { type }) {
    if (type !== 'market') return 'Slices would not keep a limit; send it as a market order.';
    if (!(interval > 0 && Number.isFinite(interval))) return 'The interval must be above 0 minutes.';
    if (!(horizon >= interval && Number.isFinite(horizon))) return 'The horizon must be at least one interval.';
    return undefined;
  },
  create(context) {
    const { p, parent, instrument, spawn, setTimer, clearTimer } = context;
    const slices = toSlices(parent.qty, Math.floor(p.horizon / p.interval), instrument);
    const sendNext = () => {
      const qty = slices.shift();
      if (qty !== undefined) spawn({ type: 'market', qty });
      if (slices.length === 0) clearTimer('slice');
    };
    return {
      onStart() {
        if (slices.length > 1) setTimer('slice', { everyMs: Math.round(p.interval * minuteMs) });
        sendNext();
      },
      onTimer: sendNext,
    };
  },
};
