/** The check of an order before it is sent: sound terms in decimals, or the one reason why it is denied. */

import {
  type Instrument,
  isPlainText,
  type Ms,
  type OrderType,
  orderTypes,
  type Side,
  sides,
  type TimeInForce,
  timesInForce,
} from '@omnitrade/contracts';
import { type Decimal, readDec, toDec } from '../decimals.ts';
import { orderError, type Refusal } from '../errors.ts';
import { isMultiple, roundDown, roundUp } from './increments.ts';
import type { OrderTerms, Trail } from './order-request.ts';

export type OrderCheck =
  | { readonly ok: true; readonly terms: OrderTerms }
  | { readonly ok: false; readonly refusal: Refusal };

/** No order of this world is larger, and no sum of such orders outgrows the text of a decimal. */
const maxAmountDigits = 15;
export const orderIdMaxChars = 64;

/** Thrown inside this file only: the first fault ends the check. */
class Refused extends Error {
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

function refuse(refusal: Refusal): never {
  throw new Refused({ code: refusal.code, message: refusal.message });
}

/** Checks an order nobody vouches for; every field is read once. `now` is the time at which it is sent. */
export function checkOrder(request: Readonly<Record<string, unknown>>, instrument: Instrument, now: Ms): OrderCheck {
  try {
    return { ok: true, terms: readTerms(request, instrument, now) };
  } catch (error) {
    if (error instanceof Refused) return { ok: false, refusal: error.refusal };
    throw error;
  }
}

function readTerms(request: Readonly<Record<string, unknown>>, instrument: Instrument, now: Ms): OrderTerms {
  const { id, qty, price, stop, trail, oco, parent } = request;
  if (!isPlainText(id, orderIdMaxChars)) refuse(orderError('bad-id', undefined));
  const order = id;
  if (!instrument.tradable) refuse(orderError('not-tradable', { order, instrument: instrument.id }));
  const side = readWord<Side>(order, 'side', request.side, sides);
  const type = readWord<OrderType>(order, 'type', request.type, orderTypes);
  const time = readTime(order, request.tif, request.expireAt, instrument, now);
  const prices = readPrices(order, type, { price, stop, trail }, instrument);
  const postOnly = readFlag(order, 'postOnly', request.postOnly);
  checkTogether(order, type, time.tif, postOnly, prices.trail);
  return {
    id,
    instrument,
    side,
    type,
    qty: readQty(order, qty, instrument, prices.price),
    ...prices,
    ...time,
    postOnly,
    reduceOnly: readFlag(order, 'reduceOnly', request.reduceOnly),
    ...readName(order, 'oco', oco),
    ...readName(order, 'parent', parent),
  };
}

/** Combinations that contradict themselves. */
function checkTogether(order: string, type: OrderType, tif: TimeInForce, postOnly: boolean, trail?: Trail): void {
  const isLimit = type === 'limit' || type === 'stop-limit';
  if (postOnly && !isLimit)
    refuse(orderError('needless-field', { order, field: 'postOnly', why: `a ${type} order always takes` }));
  if (postOnly && tif !== 'GTC' && tif !== 'DAY' && tif !== 'GTD')
    refuse(orderError('needless-field', { order, field: 'postOnly', why: `an order ${tif} does not rest` }));
  if ((tif === 'OPG' || tif === 'CLS') && (type === 'stop' || type === 'stop-limit'))
    refuse(orderError('bad-field', { order, field: 'tif', expected: `no auction (${tif}) for a ${type} order` }));
  if (trail && type !== 'stop')
    refuse(orderError('needless-field', { order, field: 'trail', why: 'only an order of type stop trails' }));
}

export function readQty(order: string, value: unknown, instrument: Instrument, price?: Decimal): Decimal {
  const qty = readAmount(order, 'qty', value);
  const increment = readDec(instrument.sizeIncrement) as Decimal;
  if (!isMultiple(qty, increment))
    refuse(orderError('quantity-increment', { order, qty: toDec(qty), increment: instrument.sizeIncrement }));
  const { minQty, maxQty, minNotional } = instrument;
  if (minQty !== undefined && qty.lt(minQty))
    refuse(orderError('too-small', { order, qty: toDec(qty), least: minQty }));
  if (maxQty !== undefined && qty.gt(maxQty)) refuse(orderError('too-large', { order, qty: toDec(qty), most: maxQty }));
  if (minNotional !== undefined && price) {
    const notional = qty.times(price).times(instrument.multiplier);
    if (notional.lt(minNotional))
      refuse(orderError('notional-too-small', { order, notional: toDec(notional), least: minNotional }));
  }
  return qty;
}

function readPrices(
  order: string,
  type: OrderType,
  { price, stop, trail }: { price: unknown; stop: unknown; trail: unknown },
  instrument: Instrument,
): Pick<OrderTerms, 'price' | 'stop' | 'trail'> {
  const wantsPrice = type === 'limit' || type === 'stop-limit';
  const wantsStop = type === 'stop' || type === 'stop-limit';
  if (wantsPrice && price === undefined)
    refuse(orderError('missing-field', { order, field: 'price', why: `a ${type} order has a limit` }));
  if (!wantsPrice && price !== undefined)
    refuse(orderError('needless-field', { order, field: 'price', why: `a ${type} order has no limit` }));
  if (wantsStop && stop === undefined && trail === undefined)
    refuse(orderError('missing-field', { order, field: 'stop', why: `a ${type} order has a trigger` }));
  if (!wantsStop && stop !== undefined)
    refuse(orderError('needless-field', { order, field: 'stop', why: `a ${type} order has no trigger` }));
  return {
    ...(price !== undefined && { price: readPrice(order, 'price', price, instrument) }),
    ...(stop !== undefined && { stop: readPrice(order, 'stop', stop, instrument) }),
    ...(trail !== undefined && { trail: readTrail(order, trail) }),
  };
}

export function readPrice(order: string, field: string, value: unknown, instrument: Instrument): Decimal {
  const price = readAmount(order, field, value);
  const increment = readDec(instrument.priceIncrement) as Decimal;
  if (isMultiple(price, increment)) return price;
  const [below, above] = [roundDown(price, increment), roundUp(price, increment)];
  return refuse(
    orderError('price-increment', {
      order,
      field,
      value: toDec(price),
      increment: instrument.priceIncrement,
      below: toDec(below),
      above: toDec(above),
    }),
  );
}

/** The amount of a trail needs not be a multiple of the increment: what it gives is no price that is sent. */
export function readTrail(order: string, value: unknown): Trail {
  const expected = 'a decimal amount such as "10", or per cent below 100 such as "5%", as text';
  const percent = typeof value === 'string' && value.endsWith('%');
  const amount = readDec(percent ? value.slice(0, -1) : value);
  if (!amount?.gt(0) || isHuge(amount) || (percent && amount.gte(100)))
    return refuse(orderError('bad-field', { order, field: 'trail', expected }));
  return { amount, percent };
}

function readAmount(order: string, field: string, value: unknown): Decimal {
  const amount = readDec(value);
  if (!amount?.gt(0) || isHuge(amount))
    return refuse(
      orderError('bad-field', {
        order,
        field,
        expected: `a decimal above 0 as text, with at most ${maxAmountDigits} digits before the point`,
      }),
    );
  return amount;
}

const isHuge = (amount: Decimal) => amount.e >= maxAmountDigits;

function readTime(
  order: string,
  given: unknown,
  expireAt: unknown,
  instrument: Instrument,
  now: Ms,
): Pick<OrderTerms, 'tif' | 'expireAt'> {
  const fallback = expireAt === undefined ? 'GTC' : 'GTD';
  const tif = given === undefined ? fallback : readWord<TimeInForce>(order, 'tif', given, timesInForce);
  if ((tif === 'OPG' || tif === 'CLS') && instrument.calendar === '24x7')
    refuse(orderError('no-auction', { order, tif, calendar: instrument.calendar }));
  if (tif !== 'GTD') {
    if (expireAt === undefined) return { tif };
    return refuse(orderError('needless-field', { order, field: 'expireAt', why: `an order ${tif} has its own end` }));
  }
  if (expireAt === undefined)
    refuse(orderError('missing-field', { order, field: 'expireAt', why: 'an order GTD names its end' }));
  if (!Number.isSafeInteger(expireAt))
    refuse(orderError('bad-field', { order, field: 'expireAt', expected: 'a time in whole milliseconds' }));
  if ((expireAt as number) <= now) refuse(orderError('expiry-passed', { order }));
  return { tif, expireAt: expireAt as Ms };
}

function readWord<T extends string>(order: string, field: string, value: unknown, known: readonly T[]): T {
  if (known.includes(value as T)) return value as T;
  return refuse(orderError('bad-field', { order, field, expected: `one of ${known.join(', ')}` }));
}

function readFlag(order: string, field: string, value: unknown): boolean {
  if (value === undefined) return false;
  if (typeof value === 'boolean') return value;
  return refuse(orderError('bad-field', { order, field, expected: 'true or false' }));
}

function readName<K extends string>(order: string, field: K, value: unknown): { readonly [P in K]?: string } {
  if (value === undefined) return {};
  if (isPlainText(value, orderIdMaxChars)) return { [field]: value } as { [P in K]?: string };
  return refuse(
    orderError('bad-field', { order, field, expected: `text of 1 to ${orderIdMaxChars} plain characters` }),
  );
}

/** Runs readers of this file outside {@link checkOrder}: their value, or why it is refused. */
export function tryRead<T>(read: () => T): { readonly value: T } | { readonly refusal: Refusal } {
  try {
    return { value: read() };
  } catch (error) {
    if (error instanceof Refused) return { refusal: error.refusal };
    throw error;
  }
}
