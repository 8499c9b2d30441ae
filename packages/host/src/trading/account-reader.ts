/** Accounts as plugins may be let see them. */

import type { JsonObject } from '@omnitrade/contracts';
import type { AccountReader } from '../capabilities/terminal-view.ts';
import type { TradingDesk } from './trading-desk.ts';

/** Paper money has the currency of whatever is bought with it; dollars are what it is called. */
const currency = 'USD';

export function createAccountReader(desk: Pick<TradingDesk, 'state'>): AccountReader {
  return {
    list: async () => desk.state.accounts.map(({ id, kind }) => ({ id, kind, currency })),
    async read(id) {
      const { accounts, orders, fills } = desk.state;
      const account = accounts.find((one) => one.id === id);
      if (!account) return undefined;
      const isOf = (one: { readonly account: string }) => one.account === id;
      const all = { ...account, orders: orders.filter(isOf), fills: fills.filter(isOf) };
      return structuredClone(all) as unknown as JsonObject;
    },
  };
}
