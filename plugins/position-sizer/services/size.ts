/** The arithmetic of a position's size: risk divided by the distance to the stop, rounded down to what can be traded. */

export interface Plan {
  /** Money in the account. */
  readonly equity: number | null;
  /** Per cent of it that the stop may cost. */
  readonly riskPercent: number | null;
  readonly entry: number | null;
  readonly stop: number | null;
  /** Money that one unit moves when the price moves by 1. */
  readonly multiplier: number | null;
  /** The smallest size that can be traded. */
  readonly increment: number | null;
}

export type Sized =
  | {
      readonly ok: true;
      readonly side: 'buy' | 'sell';
      readonly size: number;
      /** What the stop costs with that size, and per cent of the equity. */
      readonly risk: number;
      readonly riskPercent: number;
      readonly notional: number;
      /** Notional by equity. */
      readonly leverage: number;
    }
  | { readonly ok: false; readonly why: string };

const refuse = (why: string): Sized => ({ ok: false, why });

/** Sizes a position; the answer risks no more than asked, whatever is rounded. */
export function sizePosition({ equity, riskPercent, entry, stop, multiplier, increment }: Plan): Sized {
  if (equity === null || !(equity > 0)) return refuse('Type the money in your account.');
  if (riskPercent === null || !(riskPercent > 0)) return refuse('Type how much of it you would risk.');
  if (riskPercent > 100) return refuse('You cannot risk more than all of it.');
  if (entry === null || stop === null) return refuse('Type the price you would enter at and the price of your stop.');
  if (!(entry > 0) || !(stop > 0)) return refuse('Prices are greater than zero.');
  if (entry === stop) return refuse('The stop stands at the entry: there is nothing to lose, and nothing to size by.');
  const each = multiplier ?? 1;
  const step = increment ?? 1;
  if (!(each > 0) || !(step > 0)) return refuse('Multiplier and smallest size are greater than zero.');
  const distance = Math.abs(entry - stop) * each;
  const size = roundDown((equity * riskPercent) / 100 / distance, step);
  if (size === 0) return refuse('Even the smallest size would risk more than that.');
  const risk = size * distance;
  const notional = size * entry * each;
  return {
    ok: true,
    side: stop < entry ? 'buy' : 'sell',
    size,
    risk,
    riskPercent: (risk / equity) * 100,
    notional,
    leverage: notional / equity,
  };
}

/** The largest multiple of `step` that is not greater; 0.3 / 0.1 is 2.9999999999999996, which is meant as 3. */
function roundDown(value: number, step: number): number {
  const steps = Math.floor(value / step + 1e-9);
  const digits = Math.min(12, (`${step}`.split('.')[1] ?? '').length);
  return Number((steps * step).toFixed(digits));
}
