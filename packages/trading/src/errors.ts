/** The sentences of everything that can go wrong in trading: what cannot go on, and why an order is refused. */

import { defineErrors, type Issue } from '@omnitrade/contracts';

const list = (known: readonly string[]) => known.join(', ');

export const tradingError = defineErrors('trading', {
  'illegal-move': (d: { order: string; from: string; to: string }) =>
    `Order ${d.order} is ${d.from} and cannot become ${d.to}.`,
  'bad-scenario': (d: { name: string; issues: readonly Issue[] }) =>
    `${d.name} is not a broker scenario: ${d.issues.map(({ path, message }) => (path ? `${path}: ${message}` : message)).join(' ')}`,
  'unknown-policy': (d: { policy: string; known: readonly string[]; nearest?: string }) =>
    `There is no fill policy "${d.policy}"${d.nearest ? `; did you mean "${d.nearest}"?` : `; known are ${list(d.known)}.`}`,
  'bad-option': (d: { option: string; expected: string }) => `The option "${d.option}" must be ${d.expected}.`,
  'unknown-instrument': (d: { instrument: string }) =>
    `The broker does not trade ${d.instrument}; list the instrument before its data or orders.`,
  'back-in-time': (d: { time: number; now: number }) =>
    `The broker is at ${d.now} and cannot take an event of ${d.time}; events must come in the order in which they happen.`,
  'bad-limits': (d: { issues: readonly Issue[] }) =>
    `The trading limits are refused: ${d.issues.map(({ message }) => message).join(' ')}`,
  'bad-parent': (d: { order: string; why: string }) => `Order ${d.order} cannot be carried out in parts: ${d.why}.`,
  'endless-commands': (d: { rounds: number; commands: number; time: number }) =>
    `The strategy has sent ${d.commands} commands in ${d.rounds} rounds at ${d.time} and goes on; it must not answer each of its own order events with another order.`,
  'bad-saved-order': (d: { order: string }) =>
    `The order ${d.order} was kept in a form that cannot be read, so it is not taken up again.`,
  'too-many-timers': (d: { most: number }) =>
    `The strategy has set more than ${d.most} timers; clear those it is done with.`,
  'bad-answer': (d: { run: string; why: string }) => `The run ${d.run} answered a step with ${d.why}; it is ended.`,
  'bad-backtest': (d: { what: string; expected: string }) => `The ${d.what} of a backtest must be ${d.expected}.`,
});

interface OnOrder {
  readonly order: string;
}

/** Why an order is denied before it is sent, rejected by the venue, canceled by the broker, or a change of it refused. */
export const orderError = defineErrors('order', {
  'bad-id': () => 'An order needs an id of 1 to 64 plain characters.',
  'duplicate-id': (d: OnOrder) =>
    `An order ${d.order} exists already; nothing is sent twice. Give each order its own id.`,
  'unknown-instrument': (d: OnOrder & { instrument: string }) =>
    `Order ${d.order} names ${d.instrument}, which this broker does not trade.`,
  'not-tradable': (d: OnOrder & { instrument: string }) =>
    `${d.instrument} is not tradable, so order ${d.order} is not sent.`,
  'bad-field': (d: OnOrder & { field: string; expected: string }) =>
    `The ${d.field} of order ${d.order} must be ${d.expected}.`,
  'missing-field': (d: OnOrder & { field: string; why: string }) => `Order ${d.order} has no ${d.field}: ${d.why}.`,
  'needless-field': (d: OnOrder & { field: string; why: string }) =>
    `Order ${d.order} has a ${d.field}, but ${d.why}; leave it out.`,
  'quantity-increment': (d: OnOrder & { qty: string; increment: string }) =>
    `The quantity ${d.qty} of order ${d.order} is not a multiple of ${d.increment}.`,
  'price-increment': (d: OnOrder & { field: string; value: string; increment: string; below: string; above: string }) =>
    `The ${d.field} ${d.value} of order ${d.order} is not a multiple of ${d.increment}; use ${d.below} or ${d.above}.`,
  'too-small': (d: OnOrder & { qty: string; least: string }) =>
    `The quantity ${d.qty} of order ${d.order} is below the least one, ${d.least}.`,
  'too-large': (d: OnOrder & { qty: string; most: string }) =>
    `The quantity ${d.qty} of order ${d.order} is above the largest one, ${d.most}.`,
  'notional-too-small': (d: OnOrder & { notional: string; least: string }) =>
    `Order ${d.order} is worth ${d.notional}, less than the least order of ${d.least}.`,
  'expiry-passed': (d: OnOrder) => `Order ${d.order} would expire before it could be sent.`,
  'no-auction': (d: OnOrder & { tif: string; calendar: string }) =>
    `Order ${d.order} waits for an auction (${d.tif}), but the calendar ${d.calendar} has none.`,
  'reduce-only': (d: OnOrder) => `Order ${d.order} may only reduce a position, and there is none that it would reduce.`,
  'buying-power': (d: OnOrder & { needed: string; available: string }) =>
    `Order ${d.order} needs ${d.needed}, but only ${d.available} is free.`,
  'oco-done': (d: OnOrder & { oco: string }) => `Order ${d.order} comes after its group ${d.oco} was decided.`,
  'unknown-parent': (d: OnOrder & { parent: string }) =>
    `Order ${d.order} waits for ${d.parent}, which is no working order of the same instrument.`,
  'would-take': (d: OnOrder & { price: string; market: string }) =>
    `Order ${d.order} is post-only, but at ${d.price} it would take from the market at ${d.market}.`,
  'stop-in-market': (d: OnOrder & { stop: string; market: string }) =>
    `The stop ${d.stop} of order ${d.order} lies on the wrong side of the market at ${d.market}: it would trigger at once.`,
  'no-market': (d: OnOrder) => `Order ${d.order} is a market order, but there is no market yet.`,
  'remainder-canceled': (d: OnOrder & { tif: string }) =>
    `What is left of order ${d.order} is canceled: ${d.tif === 'FOK' ? 'it could not be filled whole at once' : 'nothing more was there at once'}.`,
  'oco-canceled': (d: OnOrder & { by: string }) =>
    `Order ${d.order} is canceled because ${d.by} of its group was filled.`,
  'parent-ended': (d: OnOrder & { parent: string }) =>
    `Order ${d.order} is canceled because ${d.parent}, for which it waited, ended.`,
  'position-closed': (d: OnOrder) => `Order ${d.order} may only reduce a position, which is closed.`,
  'position-shrunk': (d: OnOrder) => `Order ${d.order} may only reduce a position, which became smaller.`,
  'shared-quantity': (d: OnOrder & { by: string }) =>
    `Order ${d.order} shares its quantity with ${d.by}, which was filled.`,
  'time-over': (d: OnOrder) => `The time of order ${d.order} is over.`,
  'unknown-order': (d: OnOrder) => `There is no order ${d.order}.`,
  'order-done': (d: OnOrder & { state: string }) => `Order ${d.order} is already ${d.state}.`,
  'below-filled': (d: OnOrder & { filled: string }) =>
    `Order ${d.order} has filled ${d.filled}; its quantity can only be set above that. Cancel it to stop here.`,
  warming: (d: OnOrder) => `Order ${d.order} was sent before the strategy had seen the bars it asked for.`,
  'nothing-to-change': (d: OnOrder) => `The change of order ${d.order} changes nothing.`,
});

/** Why the risk gate denies an order. */
export const riskError = defineErrors('risk', {
  unreadable: (d: OnOrder) =>
    `Order ${d.order} carries an amount that cannot be read, so it cannot be weighed against the limits.`,
  expired: (d: OnOrder) =>
    `The permission to place orders has expired, so order ${d.order} is not sent. Grant it anew to go on.`,
  'closed-hours': (d: OnOrder) => `Order ${d.order} lies outside the hours in which orders are allowed.`,
  'not-allowed': (d: OnOrder & { what: string; value: string }) =>
    `The ${d.what} ${d.value} of order ${d.order} is not among those that were granted.`,
  'too-many-orders': (d: OnOrder & { most: number }) =>
    `Order ${d.order} would be one more than the ${d.most} a minute that were granted.`,
  'position-too-large': (d: OnOrder & { position: string; most: string }) =>
    `Order ${d.order} could bring the position to ${d.position}; granted are ${d.most} either way.`,
  'daily-loss': (d: OnOrder & { loss: string; most: string }) =>
    `The loss of the day is ${d.loss}, and ${d.most} were granted; until tomorrow only orders that close positions are sent, so ${d.order} is not.`,
  'no-price': (d: OnOrder) =>
    `Order ${d.order} has no price to weigh it by, and the permission limits what orders are worth.`,
  'order-too-large': (d: OnOrder & { notional: string; most: string }) =>
    `Order ${d.order} is worth ${d.notional}; one order may be worth ${d.most}.`,
  'daily-budget': (d: OnOrder & { spent: string; cost: string; most: string }) =>
    `Order ${d.order} adds ${d.cost} to the ${d.spent} sent today; granted are ${d.most} a day.`,
});

/** Why an order or a change of it was refused: a stable code and a sentence. */
export interface Refusal {
  readonly code: string;
  readonly message: string;
}
