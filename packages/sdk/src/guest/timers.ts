/** setTimeout and its family, and microtasks: the server owns the clock, a due timer arrives as a turn item. */

import { maxTimers } from '@omnitrade/contracts/guest';
import { reportUncaught, send, sendAnyway } from './outputs.ts';

type Callback = (...given: unknown[]) => void;
interface Timer {
  readonly callback: Callback;
  readonly given: readonly unknown[];
  readonly every: boolean;
}

const timers = new Map<number, Timer>();
let next = 1;

function set(callback: unknown, afterMs: unknown, every: boolean, given: unknown[]): number {
  if (typeof callback !== 'function') throw new TypeError('A timer needs a function to call.');
  if (timers.size >= maxTimers) throw new RangeError(`A plugin may have ${maxTimers} timers at a time.`);
  const id = next++;
  const delay = Number(afterMs);
  send({ t: 'timer-set', id, afterMs: delay > 0 && delay < 2 ** 31 ? delay : 0, every });
  timers.set(id, { callback: callback as Callback, given, every });
  return id;
}

function clear(id: unknown): void {
  if (timers.delete(id as number)) sendAnyway({ t: 'timer-clear', id: id as number });
}

export function fireTimer(id: number): void {
  const timer = timers.get(id);
  if (!timer) return;
  if (!timer.every) timers.delete(id);
  try {
    timer.callback(...timer.given);
  } catch (error) {
    reportUncaught(error);
  }
}

/** Puts the standard functions on the global object. */
export function installTimers(): void {
  const define = (name: string, value: unknown) =>
    Object.defineProperty(globalThis, name, { value, writable: true, configurable: true, enumerable: false });
  define('setTimeout', (callback: unknown, ms?: unknown, ...given: unknown[]) => set(callback, ms, false, given));
  define('setInterval', (callback: unknown, ms?: unknown, ...given: unknown[]) => set(callback, ms, true, given));
  define('clearTimeout', clear);
  define('clearInterval', clear);
  define('queueMicrotask', (callback: unknown) => {
    if (typeof callback !== 'function') throw new TypeError('queueMicrotask needs a function.');
    Promise.resolve()
      .then(callback as () => void)
      .catch(reportUncaught);
  });
}
