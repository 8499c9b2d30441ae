/** A paper account: cash, positions, what was won and lost, what it cost. Fills change it, and nothing else. */

import type { AccountView, Instrument, InstrumentId, PositionView, Side } from '@omnitrade/contracts';
import { Decimal, min, toDec, toQuotientDec, zero } from '../decimals.ts';
import { signOf } from '../orders/order.ts';

export interface Position {
  readonly instrument: Instrument;
  /** Below zero for a short one. */
  readonly qty: Decimal;
  /** What the open quantity was bought or sold for, without multiplier; undefined if it came from outside without a price. */
  readonly cost: Decimal | undefined;
  /** Profit of what was closed, fees not counted. */
  readonly realised: Decimal;
  readonly fees: Decimal;
}

/** The last price of an instrument, where there was one. */
export type Marks = (instrument: InstrumentId) => Decimal | undefined;

/** Owned by one broker. */
export class Account {
  #cash: Decimal;
  readonly #positions = new Map<InstrumentId, Position>();

  constructor(cash: Decimal) {
    this.#cash = cash;
  }

  get cash(): Decimal {
    return this.#cash;
  }

  get positions(): Iterable<Position> {
    return this.#positions.values();
  }

  /** A position that was there before the first order. */
  open(instrument: Instrument, qty: Decimal, price?: Decimal): void {
    const cost = price && qty.abs().times(price);
    this.#positions.set(instrument.id, { instrument, qty, cost, realised: zero, fees: zero });
  }

  /** A position as it was kept, with what was won and paid. */
  restore(position: Position): void {
    this.#positions.set(position.instrument.id, position);
  }

  qtyOf(instrument: InstrumentId): Decimal {
    return this.#positions.get(instrument)?.qty ?? zero;
  }

  realisedOf(instrument: InstrumentId): Decimal {
    return this.#positions.get(instrument)?.realised ?? zero;
  }

  /** How much an order of this side could close. */
  reducible(instrument: InstrumentId, side: Side): Decimal {
    const qty = this.qtyOf(instrument);
    return (side === 'sell') === qty.gt(0) ? qty.abs() : zero;
  }

  /** Books one fill. Cash pays for the whole value, also of contracts that would only ask for margin. */
  fill(instrument: Instrument, side: Side, qty: Decimal, price: Decimal, fee: Decimal): void {
    const sign = signOf(side);
    const multiplier = new Decimal(instrument.multiplier);
    this.#cash = this.#cash.minus(qty.times(price).times(multiplier).times(sign)).minus(fee);
    const before = this.#positions.get(instrument.id) ?? {
      instrument,
      qty: zero,
      cost: zero,
      realised: zero,
      fees: zero,
    };
    const closed = min(qty, this.reducible(instrument.id, side));
    const opened = qty.minus(closed);
    const cost = before.cost ?? before.qty.abs().times(price);
    // All of it where all is closed: a share of it would leave a rounding behind.
    const removed = closed.eq(before.qty.abs()) ? cost : cost.times(closed).div(before.qty.abs());
    const gain = closed.times(price).minus(removed).times(multiplier).times(-sign);
    this.#positions.set(instrument.id, {
      instrument,
      qty: before.qty.plus(qty.times(sign)),
      cost: (closed.isZero() ? cost : cost.minus(removed)).plus(opened.times(price)),
      realised: closed.isZero() ? before.realised : before.realised.plus(gain),
      fees: before.fees.plus(fee),
    });
  }

  equity(marks: Marks): Decimal {
    let sum = this.#cash;
    for (const { instrument, qty, cost } of this.#positions.values()) {
      if (qty.isZero()) continue;
      const value = marks(instrument.id)?.times(qty) ?? cost?.times(qty.s) ?? zero;
      sum = sum.plus(value.times(instrument.multiplier));
    }
    return sum;
  }

  view(marks: Marks): AccountView {
    const positions = [...this.#positions.values()];
    const sumOf = (values: readonly Decimal[]) => toDec(values.reduce((sum, value) => sum.plus(value), zero));
    return {
      cash: toDec(this.#cash),
      equity: toDec(this.equity(marks)),
      realised: sumOf(positions.map(({ realised }) => realised)),
      unrealised: sumOf(positions.map((position) => unrealisedOf(position, marks) ?? zero)),
      fees: sumOf(positions.map(({ fees }) => fees)),
      positions: positions.map((position) => toView(position, marks)),
    };
  }
}

/** What closing at the last price would win; undefined without a price of both ends. */
export function unrealisedOf({ instrument, qty, cost }: Position, marks: Marks): Decimal | undefined {
  const mark = marks(instrument.id);
  if (qty.isZero()) return zero;
  if (!mark || !cost) return undefined;
  return qty.times(mark).minus(cost.times(qty.s)).times(instrument.multiplier);
}

function toView(position: Position, marks: Marks): PositionView {
  const { instrument, qty, cost, realised, fees } = position;
  const mark = marks(instrument.id);
  const unrealised = unrealisedOf(position, marks);
  return {
    instrument: instrument.id,
    qty: toDec(qty),
    ...(cost && !qty.isZero() && { avgPrice: toQuotientDec(cost.div(qty.abs())) }),
    ...(mark && { lastPrice: toDec(mark) }),
    realised: toDec(realised),
    ...(unrealised && { unrealised: toDec(unrealised) }),
    fees: toDec(fees),
  };
}
