/** The tables of trading: accounts, their orders and fills. One change is written whole or not at all. Runs in the store thread. */

import type { Database } from '../database.ts';

export const createTradingTables = `
  create table trading_accounts (
    id text primary key,
    content text not null check (json_valid(content))
  ) strict, without rowid;
  create table trading_orders (
    id text primary key,
    account text not null,
    working integer not null,
    content text not null check (json_valid(content))
  ) strict;
  create index trading_orders_working on trading_orders (working) where working = 1;
  create table trading_fills (
    account text not null,
    seq integer not null,
    content text not null check (json_valid(content)),
    primary key (account, seq)
  ) strict, without rowid;
`;

export interface TradingRows {
  readonly accounts: readonly { readonly id: string; readonly content: string }[];
  readonly orders: readonly {
    readonly id: string;
    readonly account: string;
    readonly working: number;
    readonly content: string;
  }[];
  readonly fills: readonly { readonly account: string; readonly seq: number; readonly content: string }[];
}

const contentOf = (rows: readonly Record<string, unknown>[]) => rows.map(({ content }) => content as string);

export const tradingOperations = {
  'trading.read': (db: Database, { limit }: { limit: number }) => ({
    accounts: contentOf(db.all('select content from trading_accounts')),
    orders: [
      ...contentOf(
        db.all('select content from trading_orders where working = 0 order by rowid desc limit :limit', { limit }),
      ).reverse(),
      ...contentOf(db.all('select content from trading_orders where working = 1 order by rowid')),
    ],
    fills: contentOf(
      db.all('select content from trading_fills order by account, seq desc limit :limit', { limit }),
    ).reverse(),
  }),
  'trading.write': (db: Database, { accounts, orders, fills }: TradingRows): void => {
    for (const row of accounts)
      db.run(
        'insert into trading_accounts values (:id, :content) on conflict (id) do update set content = :content',
        row,
      );
    for (const row of orders)
      db.run(
        `insert into trading_orders (id, account, working, content) values (:id, :account, :working, :content)
         on conflict (id) do update set working = :working, content = :content`,
        row,
      );
    for (const row of fills) db.run('insert into trading_fills values (:account, :seq, :content)', row);
  },
} as const;
