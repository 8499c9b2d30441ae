/** What stands between an order of a plugin and the broker: its grant, the limits of it, and the budgets that are spent first. */

import type { DeskOrder, Instrument, Ms } from '@omnitrade/contracts';
import { isCoded } from '@omnitrade/contracts';
import type { Target } from '@omnitrade/permissions';
import { checkOrder, Decimal, type Refusal, readDec, toDec } from '@omnitrade/trading';
import { admit } from '../grants/admit.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { deskError } from './errors.ts';
import type { PaperAccount } from './paper-account.ts';

export const placeOrders = 'trading:place-orders';

/** Asks for one order, or for what a change adds to one; resolves to why not. What it costs is on disk when it resolves to nothing. */
export async function passGate(
  plugin: InstalledPlugin,
  account: PaperAccount,
  instrument: Instrument,
  asked: { readonly id: string; readonly request: Readonly<Record<string, unknown>>; readonly now: Ms },
  before?: DeskOrder,
): Promise<Refusal | undefined> {
  const { id, request, now } = asked;
  const type = `${request.type}`;
  // An order that no broker would take costs nothing: it is denied with its own reason.
  const plain = type.startsWith('plugin:')
    ? { ...request, type: request.price === undefined ? 'market' : 'limit' }
    : request;
  if (!checkOrder({ ...plain, id }, instrument, now).ok) return undefined;
  const { grants, audit } = plugin.powers;
  const caller = { plugin: plugin.id, version: plugin.record.version, grants, audit };
  const target = toTarget(account, instrument, request, type);
  try {
    const whole = grants.decide(placeOrders, target);
    // The whole of a changed order must be within the limits; only what is new of it is paid for.
    if (before && whole.allow) {
      const value = worthOf(account, instrument, before.qty, before.price ?? before.stop);
      const more = Decimal.max(0, new Decimal(target.notional ?? '0').minus(value ?? 0));
      await admit(caller, {
        permission: placeOrders,
        call: 'orders.amend',
        target: { ...target, notional: toDec(more) },
        about: id,
      });
    } else
      await admit(caller, {
        permission: placeOrders,
        call: before ? 'orders.amend' : 'orders.submit',
        target,
        about: id,
      });
    return undefined;
  } catch (error) {
    if (!isCoded(error)) throw error;
    return { code: error.code, message: (error as Error).message };
  }
}

function toTarget(
  account: PaperAccount,
  instrument: Instrument,
  request: Readonly<Record<string, unknown>>,
  orderType: string,
): Target {
  const { side, qty, price, stop } = request as Readonly<Record<'side' | 'qty' | 'price' | 'stop', string | undefined>>;
  const value = worthOf(account, instrument, qty ?? '0', price ?? stop);
  const position = account.broker.qtyOf(instrument.id);
  const change = new Decimal(qty ?? 0).times(side === 'buy' ? 1 : -1);
  const after = position.plus(change);
  // What brings a position nearer to nothing is never held back for its size or the loss of the day.
  const isClosing = after.abs().lte(position.abs()) && after.times(position).gte(0);
  return {
    ...{ account: account.id, instrument: instrument.id, side: `${side}`, orderType, orders: 1 },
    ...(value && { notional: toDec(value) }),
    position: isClosing ? '0' : toDec(after.abs()),
    loss: isClosing ? '0' : account.lossToday,
  };
}

function worthOf(
  account: PaperAccount,
  instrument: Instrument,
  qty: string,
  at: string | undefined,
): Decimal | undefined {
  const price = readDec(at ?? account.mark(instrument.id));
  return price && new Decimal(qty).times(price).times(instrument.multiplier);
}

/** For those whose run may not place orders at all. */
export const signalOnly = (id: string): Refusal => {
  const { code, message } = deskError('signal-only', { order: id });
  return { code, message };
};
