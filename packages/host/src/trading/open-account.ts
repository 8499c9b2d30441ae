/** Takes up the paper account as the home kept it, and ends what nobody answers for any more. */

import type { DeskOrder, OrderEvent, TradingStore } from '@omnitrade/contracts';
import { deskError } from './errors.ts';
import { PaperAccount } from './paper-account.ts';
import { isCustom } from './parent-desk.ts';

const id = 'paper';
const startCash = '100000';
const pastRows = 500;

/** Strategies and order types ended with the terminal: what they had in the market is canceled, and nothing is sent again. */
export async function openAccount(
  store: TradingStore,
  onEvent: (order: DeskOrder, event: OrderEvent) => void,
): Promise<PaperAccount> {
  const { accounts, orders, fills } = await store.read(pastRows);
  const saved = accounts.find((one) => one.id === id);
  const working = orders.filter((one) => one.working !== undefined);
  const past = orders.filter((one) => one.working === undefined).map(({ order }) => order);
  const account = new PaperAccount({
    ...{ id, title: 'Paper account', cash: startCash, orders: working, past: { orders: past, fills }, onEvent },
    ...(saved && { saved }),
  });
  const at = account.time ?? 0;
  for (const { id: order, status, type, run, parent } of account.working()) {
    if (status === 'initialized') {
      // It was written down, but never sent.
      const { code, message } = deskError('not-sent', { order });
      account.put(order, { status: 'denied', code, reason: message });
    } else if (isCustom(type)) {
      const { code, message } = deskError('not-resumed', { order });
      account.put(order, { status: 'canceled', code, reason: message });
    } else if (run !== undefined || parent !== undefined) account.cancel(order, at);
  }
  return account;
}
