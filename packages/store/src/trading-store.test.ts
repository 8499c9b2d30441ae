import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DeskFill, DeskOrder, Instrument, SavedDeskOrder } from '@omnitrade/contracts';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Home, openHome } from './home.ts';

let dir: string;
let home: Home;
beforeEach(async () => {
  dir = mkdtempSync(join(tmpdir(), 'omnitrade-trading-'));
  home = await openHome({ dir });
});
afterEach(async () => {
  await home.close();
  rmSync(dir, { recursive: true, force: true });
});

const account = { id: 'paper', cash: '100.5', positions: [], time: 5, fills: 1 };
const order = (id: string, status: DeskOrder['status']): SavedDeskOrder => ({
  order: { id, account: 'paper', owner: 'user', status } as DeskOrder,
  instrument: { id: 'PAPER:ABC' } as Instrument,
  ...(status === 'accepted' && { working: { rank: 1 } }),
});
const fill = (seq: number) => ({ seq, account: 'paper', order: 'a', price: '1.25' }) as DeskFill;

describe('trading in the home', () => {
  it('is there again as it was written', async () => {
    const change = { accounts: [account], orders: [order('a', 'accepted'), order('b', 'filled')], fills: [fill(1)] };
    await home.trading.write(change);
    await home.close();
    home = await openHome({ dir });
    expect(await home.trading.read(10)).toEqual({
      accounts: [account],
      orders: [order('b', 'filled'), order('a', 'accepted')],
      fills: [fill(1)],
    });
  });

  it('keeps the newest state of an order, and gives all that work but only the newest of the rest', async () => {
    const ids = Array.from({ length: 20 }, (_, i) => `o${i}`);
    await home.trading.write({ accounts: [], orders: ids.map((id) => order(id, 'accepted')), fills: [] });
    const done = ids.slice(0, 15).map((id) => order(id, 'filled'));
    await home.trading.write({ accounts: [], orders: done, fills: ids.map((_, i) => fill(i + 1)) });
    const { orders, fills } = await home.trading.read(3);
    expect(orders.map((one) => one.order.id)).toEqual(['o12', 'o13', 'o14', 'o15', 'o16', 'o17', 'o18', 'o19']);
    expect(fills.map(({ seq }) => seq)).toEqual([18, 19, 20]);
  });

  it('writes a change whole or not at all: a fill is never booked twice', async () => {
    await home.trading.write({ accounts: [account], orders: [], fills: [fill(1)] });
    const twice = { accounts: [{ ...account, cash: '0' }], orders: [order('c', 'filled')], fills: [fill(1)] };
    await expect(home.trading.write(twice)).rejects.toMatchObject({ code: expect.stringMatching(/^store\./) });
    expect(await home.trading.read(10)).toMatchObject({ accounts: [{ cash: '100.5' }], orders: [], fills: [fill(1)] });
  });
});
