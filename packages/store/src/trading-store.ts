/** Paper accounts, their orders and fills, kept in the home. */

import { isDoneState, type TradingStore } from '@omnitrade/contracts';
import type { StoreThread } from './thread.ts';

export function createTradingStore(thread: StoreThread): TradingStore {
  return {
    async read(limit) {
      const { accounts, orders, fills } = await thread.call('trading.read', { limit });
      const parse = (rows: readonly string[]) => rows.map((row) => JSON.parse(row));
      return { accounts: parse(accounts), orders: parse(orders), fills: parse(fills) };
    },
    write: ({ accounts, orders, fills }) =>
      thread.call('trading.write', {
        accounts: accounts.map((one) => ({ id: one.id, content: JSON.stringify(one) })),
        orders: orders.map((one) => ({
          id: one.order.id,
          account: one.order.account,
          working: isDoneState(one.order.status) ? 0 : 1,
          content: JSON.stringify(one),
        })),
        fills: fills.map((one) => ({ account: one.account, seq: one.seq, content: JSON.stringify(one) })),
      }),
  };
}
