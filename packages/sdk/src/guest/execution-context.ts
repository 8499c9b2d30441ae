/** What an order type holds while it carries out an order, made over one run. */

import type {
  Execution,
  ExecutionContext,
  Instrument,
  JsonObject,
  ParentView,
  RunBegin,
  RunCallbacks,
} from '@omnitrade/contracts';
import { type TradingRun, timerCommand, toName, toPlain } from './trading-run.ts';

const childKeys = ['type', 'qty', 'price', 'stop', 'tif', 'postOnly'];

export interface ExecutionSpec {
  readonly create: (context: ExecutionContext) => Execution;
  readonly p: Readonly<Record<string, number | boolean | string>>;
  readonly instrument: Instrument;
}

/** Creates the execution over the run; throws what `create` throws. */
export function beginExecution(run: TradingRun, spec: ExecutionSpec, begin: RunBegin): RunCallbacks {
  let parent = begin.parent as ParentView;
  let count = 0;
  run.onStep = (step) => {
    parent = step.parent ?? parent;
  };
  const context: ExecutionContext = Object.freeze({
    p: spec.p,
    get parent() {
      return parent;
    },
    instrument: spec.instrument,
    bars: run.bars,
    now: () => run.now,
    spawn: (child: unknown) => {
      const id = `${parent.id}-E${++count}`;
      run.command({ c: 'spawn', id, order: toPlain(child, childKeys) as JsonObject });
      return id;
    },
    cancelChild: (id: string) => run.command({ c: 'cancel', id: `${id}`.slice(0, 128) }),
    setTimer: (name: string, when: { at?: unknown; everyMs?: unknown }) =>
      run.command(timerCommand(run.now, name, when)),
    clearTimer: (name: string) => run.command({ c: 'clear', name: toName(name) }),
    finish: () => run.command({ c: 'finish' }),
  });
  const execution = spec.create(context);
  if (typeof execution !== 'object' || execution === null) throw new TypeError('create() must return an object.');
  const { onStart, onChild, onBar, onTimer, onCancel } = execution;
  return run.handle({
    ...(onStart && { onStart: () => onStart.call(execution) }),
    ...(onChild && { onOrder: (event) => onChild.call(execution, event) }),
    ...(onBar && { onBar: (index, bars) => onBar.call(execution, index, bars) }),
    ...(onTimer && { onTimer: (name, t) => onTimer.call(execution, name, t) }),
    ...(onCancel && { onStop: () => onCancel.call(execution) }),
  });
}
