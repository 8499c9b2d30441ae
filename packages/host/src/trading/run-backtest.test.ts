import { fileURLToPath } from 'node:url';
import { runBacktest } from '@omnitrade/trading';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { smaCross } from '../../../../plugins/sma-cross/services/sma-cross.ts';
import { openTestHost, type TestHost } from '../host-fixture.ts';
import { paperInstrument, strategyPlugin, toSeries, walk } from './trading-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

const firstParty = (name: string) => fileURLToPath(new URL(`../../../../plugins/${name}`, import.meta.url));
const installed = (name: string) =>
  test.host.install({ source: { kind: 'directory', path: firstParty(name) }, grants: [], grantLowRisk: true });

const codeOf = async (work: Promise<unknown>) =>
  work.then(
    () => 'done',
    (error: { code?: string; message: string }) => error.code ?? error.message,
  );

describe('a backtest in the sandbox', { timeout: 60_000 }, () => {
  it('gives the log of the same strategy in this process, running ahead or bar by bar', async () => {
    await installed('sma-cross');
    const bars = walk(3_000);
    const request = { inputs: { fast: 5, slow: 20 }, series: toSeries(bars), cash: '50000' };
    const ahead = await test.host.runBacktest('sma-cross', 'sma-cross', request);
    expect(ahead.inputs).toEqual({ fast: 5, slow: 20, qty: 10 });
    expect(ahead.fills.length).toBeGreaterThan(50);
    const here = runBacktest({
      ...{ bars, instrument: paperInstrument, cash: '50000', warmupBars: 20, inputs: ahead.inputs as never },
      strategy: (context) => smaCross.create(context as never),
    });
    expect(ahead.log).toBe(here.log);
    expect(ahead.stats).toEqual(here.stats);
    const everyBar = await test.host.runBacktest('sma-cross', 'sma-cross', { ...request, everyBar: true });
    expect(everyBar.log).toBe(ahead.log);
  });

  it('gives orders with stops, targets and expiry the same log either way', async () => {
    await installed('rsi-reversion');
    const request = { inputs: { length: 5, low: 35 }, series: toSeries(walk(2_000, 3)) };
    const ahead = await test.host.runBacktest('rsi-reversion', 'rsi-reversion', request);
    expect(ahead.fills.length).toBeGreaterThan(10);
    const everyBar = await test.host.runBacktest('rsi-reversion', 'rsi-reversion', { ...request, everyBar: true });
    expect(everyBar.log).toBe(ahead.log);
  });

  it('does not let a strategy see a bar that has not been told, nor the clock of the computer', async () => {
    const body = `return { onBar(i, bars) {
      if (!Number.isNaN(bars.close[i + 1] ?? NaN) || bars.length !== i + 1) throw new Error('I see the future');
      if (Date.now() !== context.now() || context.now() !== (i + 1) * 60000) throw new Error('It is ' + Date.now());
    } };`;
    await test.install(strategyPlugin('peeper', body));
    const request = { inputs: {}, series: toSeries(walk(500)) };
    expect((await test.host.runBacktest('peeper', 'it', request)).stats.bars).toBe(500);
  });

  it('takes no bars at all', async () => {
    await test.install(strategyPlugin('idle', 'return {};'));
    expect((await test.host.runBacktest('idle', 'it', { inputs: {}, series: toSeries(walk(0)) })).fills).toEqual([]);
  });

  it.each([
    ['throws in create', `throw new Error('no');`, 'plugin.call-failed'],
    ['throws in onStart', `return { onStart() { throw new Error('no'); } };`, 'plugin.call-failed'],
    ['throws in onBar', `return { onBar(i) { if (i === 700) throw new Error('no'); } };`, 'plugin.call-failed'],
    [
      'throws in onOrder',
      `return { onBar() { context.submit({ side: 'buy', type: 'market', qty: '1' }); }, onOrder() { throw new Error('no'); } };`,
      'plugin.call-failed',
    ],
    [
      'throws in onTimer',
      `return { onStart() { context.setTimer('t', { everyMs: 60000 }); }, onTimer() { throw new Error('no'); } };`,
      'plugin.call-failed',
    ],
    ['throws in onStop', `return { onStop() { throw new Error('no'); } };`, 'plugin.call-failed'],
    ['spins in create', 'for (;;);', 'sandbox.timeout'],
    ['spins in onBar', 'return { onBar(i) { if (i === 700) for (;;); } };', 'sandbox.timeout'],
    [
      'spins in onTimer',
      `return { onStart() { context.setTimer('t', { at: 9 }); }, onTimer() { for (;;); } };`,
      'sandbox.timeout',
    ],
    [
      'floods with orders',
      `return { onBar() { for (let i = 0; i < 1e6; i++) context.submit({ side: 'buy', type: 'market', qty: '1' }); } };`,
      'plugin.call-failed',
    ],
    ['floods with cancels', `return { onBar() { for (;;) context.cancel('r-1'); } };`, 'plugin.call-failed'],
    [
      'answers each order with another',
      `const go = () => context.submit({ side: 'buy', type: 'market', qty: '1' }); return { onBar: go, onOrder: go };`,
      'trading.endless-commands',
    ],
    [
      'sets timers without end',
      `return { onStart() { for (let i = 0; i < 150; i++) context.setTimer('t' + i, { at: 9e15 }); } };`,
      'trading.too-many-timers',
    ],
    ['returns nothing', 'return;', 'plugin.call-failed'],
  ])('ends with a word for a strategy that %s', async (_, body, code) => {
    await test.install(strategyPlugin('hostile', body));
    const request = { inputs: {}, series: toSeries(walk(1_000)) };
    expect(await codeOf(test.host.runBacktest('hostile', 'it', request))).toBe(code);
  });

  it.each([
    ['no quantity', '{ side: "buy", type: "market" }', 'order.bad-field'],
    ['NaN', '{ side: "buy", type: "market", qty: NaN }', 'order.bad-field'],
    ['a number', '{ side: "buy", type: "market", qty: 1 }', 'order.bad-field'],
    ['a quantity below zero', '{ side: "buy", type: "market", qty: "-1" }', 'order.bad-field'],
    ['part of a share', '{ side: "buy", type: "market", qty: "0.5" }', 'order.quantity-increment'],
    ['a price between two', '{ side: "buy", type: "limit", qty: "1", price: "1.005" }', 'order.price-increment'],
    ['an absurd size', '{ side: "buy", type: "market", qty: "1" + "0".repeat(30) }', 'order.bad-field'],
    ['an unknown side', '{ side: "steal", type: "market", qty: "1" }', 'order.bad-field'],
    ['an unknown type', '{ side: "buy", type: "plugin:none/none", qty: "1" }', 'order.bad-field'],
    [
      'an object for a price',
      '{ side: "buy", type: "limit", qty: "1", price: { toString() { for (;;); } } }',
      'order.bad-field',
    ],
    ['nothing', 'undefined', 'order.bad-field'],
    ['more than it has', '{ side: "buy", type: "market", qty: "100000000" }', 'order.buying-power'],
  ])('denies an order with %s by an event, and goes on', async (_, order, code) => {
    const body = `let code; return {
      onBar(i) { if (i === 5) context.submit(${order}); },
      onOrder(event) { if (event.status !== 'denied' || event.code !== '${code}') throw new Error(event.status + ' ' + event.code); },
    };`;
    await test.install(strategyPlugin('odd', body));
    const { orders, stats } = await test.host.runBacktest('odd', 'it', { inputs: {}, series: toSeries(walk(20)) });
    expect(orders).toMatchObject([{ id: 'r-1', status: 'denied', filled: '0' }]);
    expect(stats.bars).toBe(20);
  });

  it('knows neither strategies that are not there nor inputs it was not told of', async () => {
    await test.install(strategyPlugin('idle', 'return {};'));
    const request = { inputs: {}, series: toSeries(walk(3)) };
    expect(await codeOf(test.host.runBacktest('idle', 'its', request))).toBe('desk.unknown-strategy');
    expect(await codeOf(test.host.runBacktest('idle', 'it', { ...request, inputs: { q: 1 } }))).toBe('desk.bad-inputs');
  });
});
