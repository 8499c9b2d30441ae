/** Calls of the host to a plugin's contributions that wait for their answer, and the rows that come with it. */

import type { CodedError, Json, TurnOutput } from '@omnitrade/contracts';
import { pluginError } from '../errors.ts';

export interface CallAnswer {
  readonly value: Json;
  /** Six columns, if the call returned bars. */
  readonly rows: readonly Float64Array[] | undefined;
}

interface Waiting {
  readonly call: string;
  readonly parts: (readonly Float64Array[])[];
  rows: number;
  readonly timer: NodeJS.Timeout;
  readonly resolve: (answer: CallAnswer) => void;
  readonly reject: (error: CodedError) => void;
}

/** The most rows one answer may bring. */
const maxRows = 5_000_000;

export class PluginCalls {
  readonly #plugin: string;
  readonly #waiting = new Map<number, Waiting>();
  #next = 1;

  constructor(plugin: string) {
    this.#plugin = plugin;
  }

  get size(): number {
    return this.#waiting.size;
  }

  /** Opens a call; `send` gets its id. Rejects with `plugin.call-failed` or `plugin.call-timeout`. */
  open(call: string, limitMs: number, send: (id: number) => void): Promise<CallAnswer> {
    const id = this.#next++;
    return new Promise((resolve, reject) => {
      const late = () => this.#settle(id)?.reject(pluginError('call-timeout', { plugin: this.#plugin, call, limitMs }));
      const timer = setTimeout(late, limitMs).unref();
      this.#waiting.set(id, { call, parts: [], rows: 0, timer, resolve, reject });
      send(id);
    });
  }

  addRows(id: number, columns: readonly Float64Array[]): void {
    const waiting = this.#waiting.get(id);
    if (!waiting || waiting.rows > maxRows) return;
    waiting.parts.push(columns);
    waiting.rows += columns[0]?.length ?? 0;
  }

  settle(output: Extract<TurnOutput, { t: 'return' }>): void {
    const waiting = this.#settle(output.id);
    if (!waiting) return;
    const { call } = waiting;
    if (!output.ok) {
      const { name, message, code } = output.error;
      const text = code ? `${message} (${code})` : name === 'Error' ? message : `${name}: ${message}`;
      waiting.reject(pluginError('call-failed', { plugin: this.#plugin, call, text }));
    } else if (output.rows !== undefined && output.rows !== waiting.rows)
      waiting.reject(
        pluginError('call-failed', { plugin: this.#plugin, call, text: 'the bars it named did not all arrive' }),
      );
    else waiting.resolve({ value: output.value, rows: output.rows === undefined ? undefined : join(waiting) });
  }

  /** The plugin is gone: nobody will answer. */
  rejectAll(error: CodedError): void {
    for (const id of [...this.#waiting.keys()]) this.#settle(id)?.reject(error);
  }

  #settle(id: number): Waiting | undefined {
    const waiting = this.#waiting.get(id);
    if (!waiting) return undefined;
    clearTimeout(waiting.timer);
    this.#waiting.delete(id);
    return waiting;
  }
}

function join({ parts, rows }: Waiting): Float64Array[] {
  return Array.from({ length: 6 }, (_, c) => {
    const column = new Float64Array(rows);
    let at = 0;
    for (const part of parts) {
      column.set(part[c] as Float64Array, at);
      at += (part[c] as Float64Array).length;
    }
    return column;
  });
}
