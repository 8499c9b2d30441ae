import { fileURLToPath } from 'node:url';
import { createHub, type Hub, viewBars } from '@omnitrade/market';
import { Decimal } from '@omnitrade/trading';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openTestHost, type TestHost, type WrittenPlugin } from '../host-fixture.ts';
import { minute, paperInstrument, strategyPlugin, walk } from './trading-fixture.ts';

let test: TestHost;
let hub: Hub;
const bars = walk(300);

beforeEach(async () => {
  hub = createHub();
  test = await openTestHost({ hub });
  const known = { instrument: paperInstrument, timeframe: '1m', bars: viewBars(bars, 0, 100), closed: 100 };
  test.host.openSeries(hub.load(known));
  await test.host.trading.settled;
});
afterEach(() => test[Symbol.asyncDispose]());

async function play(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) {
    const [open, high, low, close, volume] = [bars.open, bars.high, bars.low, bars.close, bars.volume].map(
      (column) => column[i] as number,
    );
    hub.update('PAPER:ABC@1m' as never, { time: i * minute, open, high, low, close, volume } as never, true);
  }
  await test.host.trading.settled;
}

const desk = () => test.host.trading;
const order = (id: string) => desk().state.orders.find((one) => one.id === id);
const childrenOf = (id: string) =>
  desk()
    .state.orders.filter(({ parent }) => parent === id)
    .reverse();
const firstParty = (name: string) => fileURLToPath(new URL(`../../../../plugins/${name}`, import.meta.url));
const install = (name: string, grants: readonly string[] = ['trading:order-types']) =>
  test.host.install({ source: { kind: 'directory', path: firstParty(name) }, grants, grantLowRisk: true });
const buy = { account: 'paper', side: 'buy', qty: '12' } as const;

function typePlugin(name: string, body: string): WrittenPlugin {
  const code = `export default { activate({ trading }) {
    trading.addOrderType({ id: 'it', title: 'It', parents: ['market', 'limit'], create(context) { ${body} } });
  } };`;
  return {
    name,
    permissions: ['trading:order-types'],
    extensionPoints: ['trading.orderType'],
    files: { 'index.js': code },
  };
}

describe('an order type of a plugin', { timeout: 60_000 }, () => {
  it('spreads an order over time in equal slices, and is as far as they are', async () => {
    await install('twap');
    const { id, status } = await desk().submit({
      ...buy,
      type: 'plugin:twap/twap',
      params: { horizon: 4, interval: 2 },
    });
    expect(status).toBe('accepted');
    expect(childrenOf(id)).toMatchObject([{ id: `${id}-E1`, qty: '6', status: 'accepted', owner: 'user' }]);
    await play(100, 102);
    expect(order(id)).toMatchObject({ status: 'partially_filled', filled: '6' });
    await play(102, 105);
    expect(childrenOf(id)).toMatchObject([
      { qty: '6', status: 'filled' },
      { qty: '6', status: 'filled' },
    ]);
    const prices = desk().state.fills.map(({ price }) => new Decimal(price));
    const average = prices.reduce((sum, one) => sum.plus(one)).div(prices.length);
    expect(order(id)).toMatchObject({ status: 'filled', filled: '12', avgPrice: average.toString() });
    expect(desk().state.accounts[0]?.view.positions).toMatchObject([{ qty: '12' }]);
  });

  it('shows a small part at a time, never beyond the limit', async () => {
    await install('iceberg');
    const { id } = await desk().submit({
      ...buy,
      qty: '25',
      type: 'plugin:iceberg/iceberg',
      price: '200',
      params: { show: 10 },
    });
    await play(100, 106);
    expect(childrenOf(id).map(({ qty, price }) => `${qty}@${price}`)).toEqual(['10@200', '10@200', '5@200']);
    expect(order(id)).toMatchObject({ status: 'filled', filled: '25' });
  });

  it('is denied with its own words what it does not take, and without permission anything', async () => {
    await install('twap');
    const short = { horizon: 1, interval: 2 };
    expect(await desk().submit({ ...buy, type: 'plugin:twap/twap', params: short })).toMatchObject({
      ...{ status: 'denied', code: 'desk.not-taken', reason: expect.stringContaining('at least one interval') },
    });
    const limit = { ...buy, type: 'plugin:twap/twap', price: '90' };
    expect(await desk().submit(limit)).toMatchObject({ status: 'denied', code: 'desk.not-taken' });
    expect(await desk().submit({ ...buy, type: 'plugin:twap/twop' })).toMatchObject({
      code: 'desk.unknown-order-type',
    });
    expect(await desk().submit({ ...buy, type: 'plugin:twap/twap', qty: '0.5' })).toMatchObject({
      code: 'order.quantity-increment',
    });
    await test.host.access.revoke('twap', 'trading:order-types');
    expect((await desk().submit({ ...buy, type: 'plugin:twap/twap' })).status).toBe('denied');
  });

  it('takes its children with it when the order is canceled', async () => {
    await install('iceberg');
    const { id } = await desk().submit({ ...buy, type: 'plugin:iceberg/iceberg', price: '10', params: { show: 5 } });
    expect(childrenOf(id)).toMatchObject([{ status: 'accepted' }]);
    expect(await desk().cancel(id)).toMatchObject({ status: 'canceled' });
    expect(childrenOf(id)).toMatchObject([{ status: 'canceled' }]);
  });

  it.each([
    ['is disabled', 'return { onStart() { context.spawn({ type: "limit", qty: "1", price: "1" }); } };', true],
    [
      'throws',
      'return { onStart() { context.spawn({ type: "limit", qty: "1", price: "1" }); }, onBar(i) { if (i === 2) throw new Error("no"); } };',
      false,
    ],
    [
      'spins',
      'return { onStart() { context.spawn({ type: "limit", qty: "1", price: "1" }); }, onBar(i) { if (i === 2) for (;;); } };',
      false,
    ],
  ])('that %s leaves nothing behind', async (_, body, disable) => {
    await test.install(typePlugin('typist', body));
    const { id } = await desk().submit({ ...buy, type: 'plugin:typist/it' });
    expect(childrenOf(id)).toMatchObject([{ status: 'accepted' }]);
    if (disable) await test.host.disable('typist');
    await play(100, 104);
    expect(childrenOf(id)).toMatchObject([{ status: 'canceled' }]);
    expect(order(id)).toMatchObject({ status: 'canceled', code: 'desk.type-failed' });
  });

  it('never sends more than the order, whatever it asks for', async () => {
    const body = `return { onBar() { for (let i = 0; i < 20; i++) context.spawn({ type: 'market', qty: '5' }); } };`;
    await test.install(typePlugin('greedy', body));
    const { id } = await desk().submit({ ...buy, type: 'plugin:greedy/it' });
    await play(100, 110);
    const sent = childrenOf(id).reduce((sum, { qty }) => sum + Number(qty), 0);
    expect(sent).toBeLessThanOrEqual(12);
    expect(Number(order(id)?.filled)).toBeLessThanOrEqual(12);
  });

  it('stops with everything else of plugins by the panic key', async () => {
    await install('iceberg');
    const { id } = await desk().submit({ ...buy, type: 'plugin:iceberg/iceberg', price: '10' });
    desk().halt();
    expect(order(id)?.status).toBe('canceled');
    expect(childrenOf(id)).toMatchObject([{ status: 'canceled' }]);
  });

  it('carries out what a strategy sends, which hears of it as of any order', async () => {
    await install('twap');
    const body = `const seen = []; return {
      onBar(i) { if (i === 0) context.submit({ side: 'buy', type: 'plugin:twap/twap', qty: '4', params: { horizon: 2, interval: 1 } });
        if (i === 6 && (context.position() !== '4' || seen.at(-1) !== 'filled')) throw new Error(seen.join() + context.position()); },
      onOrder({ status }) { seen.push(status); },
    };`;
    await test.install(strategyPlugin('user', body));
    const run = await desk().start({ contribution: 'user/it', inputs: {} });
    await play(100, 108);
    expect(order(`${run.id}-1`)).toMatchObject({ status: 'filled', owner: 'user', type: 'plugin:twap/twap' });
    expect(desk().state.runs[0]).toMatchObject({ status: 'running', fills: 2 });
  });
});
