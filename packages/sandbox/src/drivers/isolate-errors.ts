/** What an error that comes out of an isolate means: the engine's own endings, or just something the plugin threw. */

import type { GuestError } from '@omnitrade/contracts';
import { type CallLimit, CellFailure } from './driver.ts';

export interface CallFacts {
  readonly limit: CallLimit;
  readonly wallMs: number;
  readonly disposed: boolean;
  readonly memoryMb: number;
}

const absurdChars = 1_000_000;

/** Returns why the cell is dead, or undefined if the plugin merely threw. */
export function toFailure(error: unknown, facts: CallFacts): CellFailure | undefined {
  if (error instanceof CellFailure) return error;
  const text = messageOf(error);
  const { limit, wallMs, disposed, memoryMb } = facts;
  if (disposed) return new CellFailure('memory', text.slice(0, 200), memoryMb);
  // A plugin can throw these words too: only the clock makes them true.
  if (text === 'Script execution timed out.' && wallMs >= limit.wallMs - 1)
    return new CellFailure('timeout', toReport(error).stack ?? '', limit.limitMs);
  // The engine copied it whole; a plugin that does that has no business going on.
  if (text.length > absurdChars) return new CellFailure('crashed', `It threw a text of ${text.length} characters.`);
  return undefined;
}

/** The plugin's own words, cut before the first stack frame that is not the plugin's. */
export function toReport(error: unknown): GuestError {
  if (typeof error !== 'object' || error === null) return { name: 'Error', message: messageOf(error).slice(0, 2000) };
  const { name, stack } = error as { name?: unknown; stack?: unknown };
  const lines = typeof stack === 'string' ? stack.slice(0, 16_000).split('\n') : [];
  const own = lines.filter((line) => /^\s+at .*plugin:\/\//.test(line)).slice(0, 10);
  return {
    name: typeof name === 'string' ? name.slice(0, 100) : 'Error',
    message: messageOf(error).slice(0, 2000),
    ...(own.length > 0 && { stack: own.join('\n').slice(0, 4000) }),
  };
}

function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : error;
  return typeof text === 'string' ? text : String(text);
}
