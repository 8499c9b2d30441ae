/** What a strategy holds while it runs, made over one run. */

import type {
  Instrument,
  JsonObject,
  OpenOrder,
  OrderEvent,
  RunBegin,
  RunCallbacks,
  Strategy,
  StrategyAccount,
  StrategyContext,
} from '@omnitrade/contracts';
import { type TradingRun, timerCommand, toName, toPlain } from './trading-run.ts';

const orderKeys = [
  ...['side', 'type', 'qty', 'price', 'stop', 'trail', 'tif', 'expireAt', 'postOnly', 'reduceOnly', 'oco', 'parent'],
];
const patchKeys = ['qty', 'price', 'stop', 'trail'];
const done = ['denied', 'rejected', 'filled', 'canceled', 'expired'];

type Inputs = Readonly<Record<string, number | boolean | string>>;

export interface StrategySpec {
  readonly create: (context: StrategyContext) => Strategy;
  readonly p: Inputs;
  readonly instrument: Instrument;
}

/** Creates the strategy over the run; throws what `create` throws. */
export function beginStrategy(run: TradingRun, { create, p, instrument }: StrategySpec, begin: RunBegin): RunCallbacks {
  const open = new Map<string, OpenOrder>();
  let account: StrategyAccount = begin.account;
  let count = 0;
  run.onStep = (step) => {
    account = step.account ?? account;
  };
  run.onEvent = (event) => follow(open, event);
  const submit = (order: unknown): string => {
    const id = `${begin.run}-${++count}`;
    const plain: Record<string, unknown> = toPlain(order, orderKeys);
    const { params } = (order ?? {}) as { params?: unknown };
    if (params !== undefined) plain.params = toPlain(params, Object.keys(params as object).slice(0, 64));
    run.command({ c: 'submit', id, order: plain as JsonObject });
    open.set(id, toOpen(id, plain));
    return id;
  };
  const context: StrategyContext = Object.freeze({
    p,
    mode: begin.mode,
    instrument,
    bars: run.bars,
    now: () => run.now,
    random: () => run.random(),
    submit,
    cancel: (id: string) => run.command({ c: 'cancel', id: `${id}`.slice(0, 128) }),
    amend: (id: string, patch: unknown) =>
      run.command({ c: 'amend', id: `${id}`.slice(0, 128), patch: toPlain(patch, patchKeys) as never }),
    bracket: (entry: { side?: unknown; qty?: unknown }, stop: unknown, target: unknown) => {
      const parent = submit(entry);
      const side = entry.side === 'buy' ? 'sell' : 'buy';
      const exit = { side, qty: entry.qty, parent, oco: `${parent}-exit`, reduceOnly: true };
      return [
        parent,
        submit({ ...exit, type: 'stop', stop }),
        submit({ ...exit, type: 'limit', price: target }),
      ] as const;
    },
    position: () => account.own,
    account: () => account,
    equity: () => equityOf(account, instrument, run.lastClose),
    openOrders: () => [...open.values()],
    setTimer: (name: string, when: { at?: unknown; everyMs?: unknown }) =>
      run.command(timerCommand(run.now, name, when)),
    clearTimer: (name: string) => run.command({ c: 'clear', name: toName(name) }),
  });
  const strategy = create(context);
  if (typeof strategy !== 'object' || strategy === null) throw new TypeError('create() must return an object.');
  // Bound once: what the author's object becomes later changes nothing.
  const bind = <K extends keyof Strategy>(name: K) => {
    const callback = strategy[name];
    return typeof callback === 'function' ? { [name]: callback.bind(strategy) } : {};
  };
  return run.handle({
    ...bind('onStart'),
    ...bind('onBar'),
    ...bind('onOrder'),
    ...bind('onTimer'),
    ...bind('onStop'),
  });
}

function toOpen(id: string, order: Readonly<Record<string, unknown>>): OpenOrder {
  const { side, type, qty, price, stop } = order as unknown as OpenOrder;
  return { id, side, type, status: 'initialized', qty, leavesQty: qty, price, stop } as OpenOrder;
}

function follow(open: Map<string, OpenOrder>, { clientOrderId: id, status, leavesQty }: OrderEvent): void {
  const known = open.get(id);
  if (!known) return;
  if (done.includes(status)) open.delete(id);
  else open.set(id, { ...known, status, leavesQty });
}

function equityOf({ cash, positions }: StrategyAccount, instrument: Instrument, close: number): number {
  let sum = Number(cash);
  for (const { instrument: id, qty, avgPrice = '0' } of positions) {
    if (id !== instrument.id) sum += Number(qty) * Number(avgPrice);
    else if (qty !== '0') sum += Number(qty) * Number(instrument.multiplier) * close;
  }
  return sum;
}
