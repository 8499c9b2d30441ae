/** `trading.strategy` and `trading.orderType` inside the isolate: what was added, what was attached, and the runs under way. */

import type {
  Instrument,
  JsonObject,
  OrderTypeDef,
  ParentView,
  RunBegin,
  RunStep,
  StrategyDef,
} from '@omnitrade/contracts';
import { control, type TurnItem } from '@omnitrade/contracts/guest';
import { instanceColumns, seriesColumns } from './column-sets.ts';
import { beginExecution } from './execution-context.ts';
import { send, sendAnyway, sendFailure } from './outputs.ts';
import { beginStrategy } from './strategy-context.ts';
import { TradingRun } from './trading-run.ts';

type Inputs = Readonly<Record<string, number | boolean | string>>;

/** A strategy or an order type as it was when it was added. */
interface Declared {
  readonly id: string;
  readonly warmup: (p: Inputs) => number;
  readonly check?: (p: Inputs, parent: ParentView, instrument: Instrument) => unknown;
  readonly begin: (run: TradingRun, p: Inputs, instrument: Instrument, begin: RunBegin) => unknown;
}

interface Attached {
  readonly def: Declared;
  readonly series: number;
  readonly p: Inputs;
  readonly instrument: Instrument;
}

const { freeze } = Object;
const { apply } = Reflect;
const { isInteger } = Number;
const strategies = new Map<string, Declared>();
const types = new Map<string, Declared>();
const attached = new Map<number, Attached>();
const runs = new Map<string, TradingRun>();
let flags: Float64Array;

export function bindTrading(controlView: Float64Array): void {
  flags = controlView;
}

function require(def: unknown, call: string, fields: readonly string[]): void {
  for (const field of fields)
    if ((def as Record<string, unknown> | undefined)?.[field] === undefined)
      throw new TypeError(`${call}: '${field}' is missing.`);
  const { create, id } = def as { create?: unknown; id?: unknown };
  if (typeof create !== 'function') throw new TypeError(`${call}: create of '${id}' is not a function.`);
}

/** `trading.addStrategy`: declares it to the terminal; throws a TypeError that names the missing field. */
export function addStrategy(def: StrategyDef): void {
  require(def, 'addStrategy', ['id', 'title', 'create']);
  const { id, title, description, inputs = {}, warmup, create } = def;
  if (strategies.has(id)) throw new TypeError(`addStrategy: '${id}' was added before.`);
  send({ t: 'contribute', point: 'trading.strategy', id, info: { title, description, inputs } as never });
  strategies.set(id, {
    id,
    warmup: (p) => (warmup ? apply(warmup, def, [p]) : 0),
    begin: (run, p, instrument, begin) => {
      const made = (context: unknown) => apply(create, def, [context as never]);
      return beginStrategy(run, { create: made, p, instrument }, begin);
    },
  });
}

/** `trading.addOrderType`: the same for a way to carry out orders. */
export function addOrderType(def: OrderTypeDef): void {
  require(def, 'addOrderType', ['id', 'title', 'parents', 'create']);
  const { id, title, description, inputs = {}, parents, check, create } = def;
  if (types.has(id)) throw new TypeError(`addOrderType: '${id}' was added before.`);
  send({ t: 'contribute', point: 'trading.orderType', id, info: { title, description, inputs, parents } as never });
  types.set(id, {
    id,
    warmup: () => 0,
    ...(check && { check: (p, parent, instrument) => apply(check, def, [p as never, parent, instrument]) }),
    begin: (run, p, instrument, begin) => {
      const made = (context: unknown) => apply(create, def, [context as never]);
      return beginExecution(run, { create: made, p, instrument }, begin);
    },
  });
}

/** The columns of a run are there; it begins with a call. */
export function attachRun(item: Extract<TurnItem, { t: 'attach' }>): void {
  const { instance, contribution, point, series } = item;
  const def = (point === 'trading.strategy' ? strategies : types).get(contribution);
  try {
    if (!def) throw new Error(`There is no '${contribution}' at ${point}.`);
    const p = freeze({ ...item.p }) as Inputs;
    const warmup = def.warmup(p);
    if (!isInteger(warmup) || warmup < 0)
      throw new RangeError(`warmup of '${def.id}' must be a whole number of bars, not ${warmup}.`);
    attached.set(instance, { def, series, p, instrument: freeze(item.instrument) });
    sendAnyway({ t: 'attached', instance, warmup });
  } catch (error) {
    sendFailure(error, (told) => ({ t: 'instance-failed', instance, error: told }));
  }
}

/** True if the instance was a run's. */
export function detachRun(instance: number): boolean {
  return attached.delete(instance);
}

/** True if bars of this instance go to a run, which is told of them by steps. */
export const isRun = (instance: number): boolean => attached.has(instance);

/** Answers one call of the terminal to a run, at once. */
export function callTrading({ id, method, args }: Extract<TurnItem, { t: 'call' }>): void {
  try {
    const value = carryOut(method, args[0]);
    send({ t: 'return', id, ok: true, value: (value ?? null) as never });
  } catch (thrown) {
    sendFailure(thrown, (error) => ({ t: 'return', id, ok: false, error }));
  }
}

function carryOut(method: string, given: unknown): unknown {
  switch (method) {
    case 'run.check': {
      const { instance, parent } = given as { instance: number; parent: ParentView };
      const { def, p, instrument } = find(instance);
      const fault = def.check?.(p, freeze(parent), instrument);
      return fault === undefined || fault === null ? null : `${fault}`.slice(0, 500);
    }
    case 'run.begin':
      return begin(given as RunBegin);
    case 'run.step': {
      const step = given as RunStep;
      const run = runs.get(step.run);
      if (!run) throw new Error('This run has not begun or is over.');
      return run.step(step);
    }
    case 'run.end':
      runs.delete((given as { run: string }).run);
      return null;
    default:
      throw new Error(`A run has no method '${method}'.`);
  }
}

function begin(given: RunBegin): unknown {
  const { def, p, instrument, series } = find(given.instance);
  const columns = {
    source: () => seriesColumns(series) ?? [],
    own: () => instanceColumns(given.instance) ?? [],
  };
  // What Date.now() answers during the run's callbacks is the clock of the run.
  const clock = (now: number) => {
    flags[control.time] = now;
  };
  const run = new TradingRun(columns, { now: given.now, seed: given.seed, clock });
  const callbacks = def.begin(run, p, instrument, given);
  runs.set(given.run, run);
  return callbacks as JsonObject;
}

function find(instance: number): Attached {
  const known = attached.get(instance);
  if (!known) throw new Error('The columns of this run are not here.');
  return known;
}
