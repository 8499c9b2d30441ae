/** The risk gate: decides whether an order stays within a grant, and spends its budgets before the order is sent. Pure. */

import type { Dec, Ms, Side } from '@omnitrade/contracts';
import { Decimal, readDec, toDec, zero } from '../decimals.ts';
import { type Refusal, riskError } from '../errors.ts';
import type { TradingLimits } from './trading-limits.ts';

const minuteMs = 60_000;
const dayMs = 86_400_000;

/** What is left of the budgets, as JSON: kept on disk, and written there before the order is sent. */
export interface RiskState {
  /** The latest moment seen: a clock that is set back gives nothing back. */
  readonly now: Ms;
  /** The UTC day the daily budget is of, as its first moment. */
  readonly day: Ms;
  /** Value sent on that day. */
  readonly spent: Dec;
  /** When the orders of the last minute were sent. */
  readonly recent: readonly Ms[];
}

export const freshRisk: RiskState = { now: 0, day: 0, spent: '0', recent: [] };

/** What the gate must know of an order, or of a change to one. */
export interface RiskOrder {
  readonly order: string;
  readonly account: string;
  readonly instrument: string;
  readonly side: Side;
  /** The type that was asked for, of a plugin included: `limit`, `plugin:twap`. */
  readonly type: string;
  readonly qty: Dec;
  /** Limit, trigger or market, whichever values the order; absent if nothing does. */
  readonly price?: Dec;
  readonly multiplier: Dec;
  /** The position as it is, below zero if short. */
  readonly position: Dec;
  /** Quantity of working orders of the same instrument and side, this one not counted. */
  readonly working: Dec;
  /** Profit of the day in the account, losses below zero. */
  readonly dailyProfit: Dec;
  /** Value already spent for this order: that of the order before a change. */
  readonly alreadySpent?: Dec;
}

export type RiskDecision =
  | { readonly allow: true; readonly state: RiskState }
  | { readonly allow: false; readonly refusal: Refusal; readonly state: RiskState };

/**
 * Decides one order at `now`. An allowed order has spent its budgets in the returned state, whether or not it is filled;
 * a denied one has spent nothing, but has moved the clock.
 */
export function decideRisk(limits: TradingLimits, state: RiskState, order: RiskOrder, now: Ms): RiskDecision {
  const at = Number.isFinite(now) ? Math.max(now, state.now) : state.now;
  const today = Math.floor(at / dayMs) * dayMs;
  const current: RiskState = {
    now: at,
    day: Math.max(today, state.day),
    spent: today > state.day ? '0' : state.spent,
    recent: state.recent.filter((sent) => sent > at - minuteMs),
  };
  const amounts = readAmounts(order);
  const refusal = amounts
    ? (refuseKind(limits, order, at) ?? refuseSize(limits, current, order, amounts))
    : riskError('unreadable', { order: order.order });
  if (refusal || !amounts) {
    const { code, message } = refusal as Refusal;
    return { allow: false, refusal: { code, message }, state: current };
  }
  const spent = toDec((readDec(current.spent) ?? zero).plus(amounts.cost));
  const recent = limits.maxOrdersPerMinute === undefined ? [] : [...current.recent, at];
  return { allow: true, state: { ...current, spent, recent } };
}

interface Amounts {
  /** Absent if the order has no value that is known. */
  readonly notional: Decimal | undefined;
  /** What the order takes off the daily budget. */
  readonly cost: Decimal;
  readonly before: Decimal;
  /** The position if everything that works on this side fills. */
  readonly after: Decimal;
  readonly profit: Decimal;
}

function readAmounts(order: RiskOrder): Amounts | undefined {
  const given = [
    order.qty,
    order.price ?? '0',
    order.multiplier,
    order.position,
    order.working,
    order.dailyProfit,
    order.alreadySpent ?? '0',
  ];
  const [qty, price, multiplier, before, working, profit, already] = given.map(readDec);
  if (!qty?.gt(0) || !price?.gte(0) || !multiplier?.gt(0) || !before || !working?.gte(0) || !profit || !already?.gte(0))
    return undefined;
  const notional = order.price === undefined ? undefined : qty.times(price).times(multiplier);
  const change = working.plus(qty).times(order.side === 'buy' ? 1 : -1);
  return {
    notional,
    // A change that makes an order smaller gives nothing back: it may have been filled meanwhile.
    cost: Decimal.max(zero, (notional ?? zero).minus(already)),
    before,
    after: before.plus(change),
    profit,
  };
}

function refuseKind(limits: TradingLimits, order: RiskOrder, at: Ms): Refusal | undefined {
  const { order: id } = order;
  if (limits.expires !== undefined && at >= limits.expires) return riskError('expired', { order: id });
  if (limits.hours && !isWithin(limits.hours, at)) return riskError('closed-hours', { order: id });
  const named = [
    ['account', limits.accounts, order.account],
    ['instrument', limits.instruments, order.instrument],
    ['side', limits.sides, order.side],
    ['order type', limits.orderTypes, order.type],
  ] as const;
  for (const [what, allowed, value] of named)
    if (allowed && !allowed.includes(value)) return riskError('not-allowed', { order: id, what, value });
  return undefined;
}

function refuseSize(
  limits: TradingLimits,
  state: RiskState,
  order: RiskOrder,
  { notional, cost, before, after, profit }: Amounts,
): Refusal | undefined {
  const { maxOrderNotional, maxDailyNotional, maxOrdersPerMinute, maxPosition, maxDailyLoss } = limits;
  const { order: id } = order;
  const isClosing = after.abs().lte(before.abs()) && after.times(before).gte(0);
  if (maxOrdersPerMinute !== undefined && state.recent.length >= maxOrdersPerMinute)
    return riskError('too-many-orders', { order: id, most: maxOrdersPerMinute });
  if (maxPosition !== undefined && after.abs().gt(maxPosition) && !isClosing)
    return riskError('position-too-large', { order: id, position: toDec(after), most: maxPosition });
  if (maxDailyLoss !== undefined && profit.lte(`-${maxDailyLoss}`) && !isClosing)
    return riskError('daily-loss', { order: id, loss: toDec(profit.neg()), most: maxDailyLoss });
  if (maxOrderNotional === undefined && maxDailyNotional === undefined) return undefined;
  if (!notional) return riskError('no-price', { order: id });
  if (maxOrderNotional !== undefined && notional.gt(maxOrderNotional))
    return riskError('order-too-large', { order: id, notional: toDec(notional), most: maxOrderNotional });
  const spent = (readDec(state.spent) ?? zero).plus(cost);
  if (maxDailyNotional !== undefined && spent.gt(maxDailyNotional))
    return riskError('daily-budget', { order: id, spent: state.spent, cost: toDec(cost), most: maxDailyNotional });
  return undefined;
}

/** From the first minute, until the second begins; a span that ends where it begins holds nothing. */
function isWithin([from, to]: readonly [number, number], at: Ms): boolean {
  const minute = Math.floor((((at % dayMs) + dayMs) % dayMs) / minuteMs);
  return from <= to ? minute >= from && minute < to : minute >= from || minute < to;
}
