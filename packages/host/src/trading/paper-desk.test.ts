import { fileURLToPath } from 'node:url';
import type { DeskOrder, TradingStore } from '@omnitrade/contracts';
import { createHub, type Hub, viewBars } from '@omnitrade/market';
import { runBacktest } from '@omnitrade/trading';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smaCross } from '../../../../plugins/sma-cross/services/sma-cross.ts';
import { openTestHost, type TestHost } from '../host-fixture.ts';
import { createMemoryTrading } from '../memory-trading.ts';
import { minute, paperInstrument, strategyPlugin, walk } from './trading-fixture.ts';

let test: TestHost;
let hub: Hub;
let store: TradingStore;
const id = 'PAPER:ABC@1m' as never;
const bars = walk(400);

/** A terminal whose chart shows the first `known` of the bars; more come with `play`. */
async function open(known: number): Promise<void> {
  hub = createHub();
  test = await openTestHost({ hub, trading: store });
  const series = hub.load({
    instrument: paperInstrument,
    timeframe: '1m',
    bars: viewBars(bars, 0, known),
    closed: known,
  });
  test.host.openSeries(series);
  await test.host.trading.settled;
}

/** Brings bars [from, to) as a market does: each opens, then closes. */
async function play(from: number, to: number): Promise<void> {
  for (let i = from; i < to; i++) {
    const [time, price] = [bars.time[i] as number, bars.open[i] as number];
    hub.update(id, { time, open: price, high: price, low: price, close: price, volume: 0 }, false);
    const [high, low, close, volume] = [bars.high, bars.low, bars.close, bars.volume].map(
      (column) => column[i] as number,
    );
    hub.update(id, { time, open: price, high, low, close, volume } as never, true);
  }
  await test.host.trading.settled;
}

const desk = () => test.host.trading;
const ordersOf = (owner: string) => desk().state.orders.filter((order) => order.owner === owner);
const account = () => {
  const [one] = desk().state.accounts;
  if (!one) throw new Error('no account');
  return one.view;
};
const firstParty = (name: string) => fileURLToPath(new URL(`../../../../plugins/${name}`, import.meta.url));
const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );
const install = (name: string, grants: readonly string[], limits = {}) =>
  test.host.install({
    ...{ source: { kind: 'directory', path: firstParty(name) }, grants, grantLowRisk: true },
    limits: { 'trading:place-orders': limits },
  });
const restart = async (known: number) => {
  await test[Symbol.asyncDispose]();
  await open(known);
};

beforeEach(async () => {
  store = createMemoryTrading();
  await open(100);
});
afterEach(() => test[Symbol.asyncDispose]());

describe('an order of the user on paper', { timeout: 30_000 }, () => {
  it('is filled by a bar that opens after it, and makes a position', async () => {
    const order = await desk().submit({ account: 'paper', side: 'buy', type: 'market', qty: '10' });
    expect(order).toMatchObject({ status: 'accepted', owner: 'user' });
    await play(100, 101);
    expect(ordersOf('user')).toMatchObject([{ status: 'filled', filled: '10', avgPrice: `${bars.open[100]}` }]);
    expect(account().positions).toMatchObject([{ instrument: 'PAPER:ABC', qty: '10' }]);
    expect(desk().state.fills).toMatchObject([{ seq: 1, order: order.id, qty: '10', price: `${bars.open[100]}` }]);
  });

  it('is never filled by the bar in which it was sent', async () => {
    hub.update(id, { time: 100 * minute, open: 100, high: 100, low: 100, close: 100, volume: 0 }, false);
    await desk().submit({ account: 'paper', side: 'buy', type: 'market', qty: '1' });
    await play(100, 101);
    expect(ordersOf('user')[0]?.status).toBe('accepted');
    await play(101, 102);
    expect(desk().state.fills[0]?.time).toBe(101 * minute);
  });

  it('can be changed and canceled while it works', async () => {
    const { id: order } = await desk().submit({ account: 'paper', side: 'buy', type: 'limit', qty: '10', price: '50' });
    expect(await desk().amend(order, { price: '51', qty: '12' })).toMatchObject({
      price: '51',
      qty: '12',
      status: 'accepted',
    });
    expect(await desk().cancel(order)).toMatchObject({ status: 'canceled' });
    expect(await codeOf(desk().cancel(order))).toBe('desk.order-done');
    expect(await codeOf(desk().cancel('nobody'))).toBe('desk.unknown-order');
  });

  it.each([
    ['NaN', { qty: 'NaN' }, 'order.bad-field'],
    ['below zero', { qty: '-5' }, 'order.bad-field'],
    ['part of a share', { qty: '0.5' }, 'order.quantity-increment'],
    ['a price between two', { type: 'limit', price: '1.001' }, 'order.price-increment'],
    ['more than there is money for', { qty: '100000' }, 'order.buying-power'],
    ['an unknown type', { type: 'magic' }, 'order.bad-field'],
  ])('is denied with a word: %s', async (_, change, code) => {
    const order = await desk().submit({ account: 'paper', side: 'buy', type: 'market', qty: '1', ...change });
    expect(order).toMatchObject({ status: 'denied', code });
  });

  it('needs a market and an account that is there', async () => {
    expect(await codeOf(desk().submit({ account: 'live', side: 'buy', type: 'market', qty: '1' }))).toBe(
      'desk.unknown-account',
    );
  });
});

describe('a paper account', { timeout: 30_000 }, () => {
  it('is there again after the terminal was closed, with what rests', async () => {
    await desk().submit({ account: 'paper', side: 'buy', type: 'market', qty: '10' });
    await play(100, 101);
    const resting = await desk().submit({ account: 'paper', side: 'sell', type: 'limit', qty: '10', price: '200' });
    const before = account();
    await restart(101);
    expect(account()).toMatchObject({ cash: before.cash, positions: [{ qty: '10' }] });
    expect(desk().state.fills).toHaveLength(1);
    expect(ordersOf('user').find((order) => order.id === resting.id)).toMatchObject({ status: 'accepted' });
    expect(await desk().cancel(resting.id)).toMatchObject({ status: 'canceled' });
    await play(101, 102);
    expect(account().positions[0]?.qty).toBe('10');
  });

  it('never sends what was only written down', async () => {
    const [saved] = (await store.read(10)).accounts;
    const order = {
      id: 'u-lost',
      account: 'paper',
      owner: 'user',
      instrument: 'PAPER:ABC',
      side: 'buy',
      type: 'market',
      qty: '1',
    };
    const lost = { ...order, status: 'initialized', filled: '0', time: 0, updated: 0 } as DeskOrder;
    await store.write({
      accounts: saved ? [saved] : [],
      orders: [{ order: lost, instrument: paperInstrument }],
      fills: [],
    });
    await restart(100);
    await play(100, 103);
    expect(ordersOf('user')).toMatchObject([{ id: 'u-lost', status: 'denied', code: 'desk.not-sent', filled: '0' }]);
  });

  it('cancels what rests when the market begins anew at an earlier time', async () => {
    await desk().submit({ account: 'paper', side: 'buy', type: 'limit', qty: '1', price: '10' });
    test.host.chart.replay('start');
    await desk().settled;
    expect(ordersOf('user')).toMatchObject([{ status: 'canceled', code: 'desk.market-restarted' }]);
    const order = await desk().submit({ account: 'paper', side: 'buy', type: 'market', qty: '1' });
    expect(order.status).toBe('accepted');
    test.host.chart.replay('step');
    await desk().settled;
    expect(ordersOf('user')[0]).toMatchObject({ status: 'filled' });
  });
});

describe('a strategy on paper', { timeout: 60_000 }, () => {
  const inputs = { fast: 5, slow: 20 };

  it('gives the log of a backtest over the same bars', async () => {
    await install('sma-cross', ['data:read', 'trading:place-orders']);
    const run = await desk().start({ contribution: 'sma-cross/sma-cross', inputs });
    expect(run).toMatchObject({ status: 'running', mode: 'paper', bars: 20 });
    await play(100, 300);
    const [paper] = desk().state.runs;
    const seen = viewBars(bars, 80, 300);
    const backtest = runBacktest({
      ...{ bars: seen, instrument: paperInstrument, warmupBars: 20, inputs: { ...inputs, qty: 10 } },
      strategy: (context) => smaCross.create(context as never),
    });
    expect(paper).toMatchObject({ bars: 220, fills: backtest.fills.length, orders: backtest.orders.length });
    expect(backtest.fills.length).toBeGreaterThan(4);
    expect(paper?.log).toBe(backtest.log);
    expect(account().cash).toBe(desk().state.accounts[0]?.view.cash);
    expect(paper?.equity.value).toHaveLength(200);
  });

  it('gives the same log on a replay, however the replay is cut into steps', async () => {
    await install('sma-cross', ['data:read', 'trading:place-orders']);
    await play(100, 400);
    test.host.chart.replay('start');
    await desk().settled;
    await desk().start({ contribution: 'sma-cross/sma-cross', inputs });
    for (let i = 0; i < 60; i++) test.host.chart.replay('step');
    await desk().settled;
    const backtest = runBacktest({
      ...{
        bars: viewBars(bars, 260, 340),
        instrument: paperInstrument,
        warmupBars: 20,
        inputs: { ...inputs, qty: 10 },
      },
      strategy: (context) => smaCross.create(context as never),
    });
    expect(backtest.fills.length).toBeGreaterThan(0);
    expect(desk().state.runs[0]).toMatchObject({ log: backtest.log, fills: backtest.fills.length });
  });

  it('without permission only says what it would do: each order is denied', async () => {
    await install('sma-cross', ['data:read']);
    expect(await desk().start({ contribution: 'sma-cross/sma-cross', inputs })).toMatchObject({ mode: 'signal' });
    await play(100, 200);
    const orders = ordersOf('sma-cross');
    expect(orders.length).toBeGreaterThan(0);
    expect(new Set(orders.map(({ code }) => code))).toEqual(new Set(['desk.signal-only']));
    expect(account().positions).toEqual([]);
  });

  it('keeps within the limits of its grant, which are spent before anything is sent', async () => {
    await install('sma-cross', ['data:read', 'trading:place-orders'], {
      maxDailyNotional: '2500',
      sides: ['buy', 'sell'],
    });
    await desk().start({ contribution: 'sma-cross/sma-cross', inputs });
    await play(100, 250);
    const orders = ordersOf('sma-cross');
    const sent = orders.filter(({ status }) => status !== 'denied');
    expect(sent).toHaveLength(2);
    expect(orders.filter(({ code }) => code === 'permission.denied').length).toBeGreaterThan(0);
    expect(orders.find(({ status }) => status === 'denied')?.reason).toContain('2500');
  });

  it.each([
    ['another account', { accounts: ['other'] }],
    ['another instrument', { instruments: ['INDEX:SPX'] }],
    ['a smaller order', { maxOrderNotional: '10' }],
    ['another type', { orderTypes: ['limit'] }],
    ['a smaller position', { maxPosition: '5' }],
  ])('is denied what was granted for %s only', async (_, limits) => {
    await install('sma-cross', ['data:read', 'trading:place-orders'], limits);
    await desk().start({ contribution: 'sma-cross/sma-cross', inputs });
    await play(100, 200);
    const codes = new Set(ordersOf('sma-cross').map(({ code }) => code));
    expect(codes).toEqual(new Set(['permission.denied']));
  });

  it('loses its orders when its permission is taken back, and is denied from then on', async () => {
    const body = `let n = 0; return { onBar() { if (n++ < 2) context.submit({ side: 'buy', type: 'limit', qty: '1', price: '10' }); } };`;
    await test.install(strategyPlugin('rester', body));
    await desk().start({ contribution: 'rester/it', inputs: {} });
    await play(100, 101);
    expect(ordersOf('rester')).toMatchObject([{ status: 'accepted' }]);
    await test.host.access.revoke('rester', 'trading:place-orders');
    await desk().settled;
    expect(ordersOf('rester')).toMatchObject([{ status: 'canceled' }]);
    await play(101, 102);
    expect(ordersOf('rester')[0]).toMatchObject({ status: 'denied', code: 'desk.signal-only' });
  });

  it.each([
    ['cancel', 'canceled', 'rester'],
    ['leave', 'accepted', 'rester'],
    ['hand-over', 'accepted', 'user'],
  ] as const)('leaves its orders as was chosen when its plugin is disabled: %s', async (orphans, status, owner) => {
    const body = `return { onStart() {}, onBar(i) { if (i === 0) context.submit({ side: 'buy', type: 'limit', qty: '1', price: '10' }); } };`;
    await test.install(strategyPlugin('rester', body));
    await desk().start({ contribution: 'rester/it', inputs: {}, orphans });
    await play(100, 101);
    await test.host.disable('rester');
    await desk().settled;
    expect(desk().state.runs).toMatchObject([{ status: 'failed' }]);
    expect(desk().state.orders).toMatchObject([{ status, owner }]);
  });

  it.each([
    ['throws', 'throw new Error("no");', 'desk.run-failed'],
    ['spins', 'for (;;);', 'sandbox.timeout'],
    ['floods', 'for (;;) context.submit({ side: "buy", type: "market", qty: "1" });', 'desk.run-failed'],
  ])('that %s ends by itself; the account and the others go on', async (_, harm, code) => {
    await test.install(strategyPlugin('bad', `return { onBar(i) { if (i === 2) { ${harm} } } };`));
    await test.install(strategyPlugin('good', 'return { onBar() {} };'));
    await desk().start({ contribution: 'bad/it', inputs: {} });
    await desk().start({ contribution: 'good/it', inputs: {} });
    await play(100, 106);
    const runs = Object.fromEntries(desk().state.runs.map((run) => [run.contribution, run]));
    expect(runs['good/it']).toMatchObject({ status: 'running', bars: 6 });
    expect(runs['bad/it']).toMatchObject({ status: 'failed', error: { code } });
    expect((await desk().submit({ account: 'paper', side: 'buy', type: 'market', qty: '1' })).status).toBe('accepted');
  });

  it('never touches orders that are not its own', async () => {
    const mine = await desk().submit({ account: 'paper', side: 'buy', type: 'limit', qty: '1', price: '10' });
    await test.install(
      strategyPlugin(
        'thief',
        `return { onBar() { context.cancel('${mine.id}'); context.amend('${mine.id}', { qty: '9' }); } };`,
      ),
    );
    await desk().start({ contribution: 'thief/it', inputs: {} });
    await play(100, 103);
    expect(ordersOf('user')).toMatchObject([{ status: 'accepted', qty: '1' }]);
  });

  it('is not started twice under one name, nor with inputs it does not know', async () => {
    await install('sma-cross', ['data:read']);
    expect(await codeOf(desk().start({ contribution: 'sma-cross/nothing', inputs: {} }))).toBe('desk.unknown-strategy');
    expect(await codeOf(desk().start({ contribution: 'sma-cross/sma-cross', inputs: { fats: 1 } }))).toBe(
      'desk.bad-inputs',
    );
    expect(await codeOf(desk().start({ contribution: 'sma-cross/sma-cross', inputs: { fast: 60 } }))).toBe(
      'plugin.call-failed',
    );
    expect(desk().state.runs).toEqual([]);
  });
});

describe('the panic key', { timeout: 60_000 }, () => {
  it('cancels what plugins ordered at once, ends their runs, and leaves the orders of the user', async () => {
    const body = `return { onBar(i) { if (i < 5) for (let n = 0; n < 200; n++) context.submit({ side: 'buy', type: 'limit', qty: '1', price: '1' }); } };`;
    await test.install(strategyPlugin('flood', body));
    const mine = await desk().submit({ account: 'paper', side: 'buy', type: 'limit', qty: '1', price: '10' });
    await desk().start({ contribution: 'flood/it', inputs: {} });
    await play(100, 105);
    expect(ordersOf('flood').filter(({ status }) => status === 'accepted')).toHaveLength(1000);
    const { canceled } = desk().halt();
    // Before anything was waited for.
    expect(canceled).toBe(1000);
    expect(ordersOf('flood').some(({ status }) => status === 'accepted')).toBe(false);
    await desk().settled;
    expect(desk().state).toMatchObject({ halted: expect.any(Number), runs: [{ status: 'stopped' }] });
    expect(ordersOf('user')).toMatchObject([{ id: mine.id, status: 'accepted' }]);
    expect(await codeOf(desk().start({ contribution: 'flood/it', inputs: {} }))).toBe('desk.is-halted');
    desk().resume();
    expect(await codeOf(desk().start({ contribution: 'flood/it', inputs: {} }))).toBe('done');
  });
});
