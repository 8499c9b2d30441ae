/** The strategy: one bracket at a time, entered at a limit below the close; what is still open is closed once the RSI has recovered. */

import type { InputsSchema, Instrument, StrategyDef } from '@omnitrade/sdk';
import { createRsi } from './wilder-rsi.ts';

const inputs = {
  length: { type: 'integer', title: 'RSI length', default: 14, minimum: 2, maximum: 500 },
  low: { type: 'number', title: 'Buy below', default: 30, minimum: 1, maximum: 99 },
  high: { type: 'number', title: 'Leave above', default: 55, minimum: 1, maximum: 99 },
  stop: { type: 'number', title: 'Stop, % below the entry', default: 4, minimum: 0.01, maximum: 50 },
  target: { type: 'number', title: 'Target, % above the entry', default: 6, minimum: 0.01, maximum: 100 },
  risk: { type: 'number', title: 'Share of the equity, %', default: 20, minimum: 0.1, maximum: 100 },
} as const satisfies InputsSchema;

export const rsiReversion: StrategyDef<typeof inputs> = {
  id: 'rsi-reversion',
  title: 'RSI reversion',
  description: 'Buys when the RSI is low, with a stop and a target, and leaves when it has recovered.',
  inputs,
  warmup: ({ length }) => length + 1,
  create({ p, instrument, bracket, cancel, submit, position, equity, openOrders, now }) {
    const next = createRsi(p.length);
    /** Entry, stop and target of the bracket under way. */
    let orders: readonly string[] = [];
    return {
      onBar(i, { close }) {
        const price = close[i] as number;
        const rsi = next(price);
        if (Number.isNaN(rsi)) return;
        const isFlat = position() === '0';
        if (isFlat && openOrders().length === 0 && rsi < p.low) {
          const qty = toSize((equity() * p.risk) / 100 / price / Number(instrument.multiplier), instrument);
          if (qty === undefined) return;
          const at = (share: number) => toPrice(price * (1 + share / 100), instrument);
          const expireAt = now() + 5 * 86_400_000;
          orders = bracket({ side: 'buy', type: 'limit', qty, price: at(0), expireAt }, at(-p.stop), at(p.target));
        } else if (rsi > p.high) {
          const open = new Set(openOrders().map(({ id }) => id));
          for (const id of orders) if (open.has(id)) cancel(id);
          if (!isFlat) submit({ side: 'sell', type: 'market', qty: position(), reduceOnly: true });
          orders = [];
        }
      },
    };
  },
};

/** How many decimals an increment has. */
const digitsOf = (increment: string) => (increment.includes('.') ? (increment.split('.')[1] as string).length : 0);

/** A price in text, a multiple of the increment. */
export function toPrice(value: number, { priceIncrement }: Instrument): string {
  return trim((Math.round(value / Number(priceIncrement)) * Number(priceIncrement)).toFixed(digitsOf(priceIncrement)));
}

/** A quantity in text, rounded down; undefined if nothing is left. */
export function toSize(value: number, { sizeIncrement }: Instrument): string | undefined {
  const steps = Math.floor(value / Number(sizeIncrement) + 1e-9);
  return steps > 0 ? trim((steps * Number(sizeIncrement)).toFixed(digitsOf(sizeIncrement))) : undefined;
}

const trim = (text: string) => (text.includes('.') ? text.replace(/\.?0+$/, '') : text);
