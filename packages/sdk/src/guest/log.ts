/** The plugin's log and the standard `console`: lines for the terminal's log, cut and made plain text. */

import type { LogLevel } from '@omnitrade/contracts/guest';
import { send, toGuestError } from './outputs.ts';

const maxChars = 8 * 1024;
/** Lines one turn may write; the rest is counted and told in one line. */
const maxLines = 100;
const { stringify } = JSON;

let lines = 0;
let dropped = 0;

/** Shows a value as one line of text; never runs for long on a deep one and never throws. */
function show(value: unknown): string {
  if (typeof value === 'string') return value;
  if (value instanceof Error) {
    const { name, message, stack } = toGuestError(value);
    return `${name}: ${message}${stack ? `\n${stack}` : ''}`;
  }
  try {
    if (typeof value === 'object' && value !== null) return stringify(value) ?? String(value);
    return String(value);
  } catch {
    return '[a value that cannot be shown]';
  }
}

export function writeLog(level: LogLevel, parts: readonly unknown[]): void {
  if (lines >= maxLines) {
    dropped++;
    return;
  }
  lines++;
  const text = parts.map(show).join(' ').slice(0, maxChars);
  try {
    send({ t: 'log', level, text });
  } catch {
    dropped++;
  }
}

/** A new turn: the line count starts again, and what was dropped is told. */
export function beginLogTurn(): void {
  lines = 0;
  if (dropped === 0) return;
  const count = dropped;
  dropped = 0;
  writeLog('warn', [`${count} log lines of the last turn were dropped (limit ${maxLines} a turn).`]);
}

export function createLog(): Readonly<Record<LogLevel, (...parts: unknown[]) => void>> {
  return Object.freeze({
    debug: (...parts: unknown[]) => writeLog('debug', parts),
    info: (...parts: unknown[]) => writeLog('info', parts),
    warn: (...parts: unknown[]) => writeLog('warn', parts),
    error: (...parts: unknown[]) => writeLog('error', parts),
  });
}

/** Puts `console` on the global object. */
export function installConsole(): void {
  const { debug, info, warn, error } = createLog();
  const value = Object.freeze({ debug, info, log: info, warn, error, trace: debug });
  Object.defineProperty(globalThis, 'console', { value, writable: true, configurable: true, enumerable: false });
}
