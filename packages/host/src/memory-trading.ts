/** Accounts for as long as the process lives: for tests, and for hosts that keep nothing. */

import {
  type DeskFill,
  isDoneState,
  type SavedAccount,
  type SavedDeskOrder,
  type TradingStore,
} from '@omnitrade/contracts';

export function createMemoryTrading(): TradingStore {
  const accounts = new Map<string, SavedAccount>();
  const orders = new Map<string, SavedDeskOrder>();
  const fills: DeskFill[] = [];
  return {
    async read(limit) {
      const all = [...orders.values()];
      const done = all.filter(({ order }) => isDoneState(order.status)).slice(-limit);
      const open = all.filter(({ order }) => !isDoneState(order.status));
      return structuredClone({
        accounts: [...accounts.values()],
        orders: [...done, ...open],
        fills: fills.slice(-limit),
      });
    },
    async write(change) {
      const { accounts: changed, orders: moved, fills: made } = structuredClone(change);
      for (const account of changed) accounts.set(account.id, account);
      for (const one of moved) orders.set(one.order.id, one);
      fills.push(...made);
    },
  };
}
