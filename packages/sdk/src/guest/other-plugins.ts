/** The plugins this one depends on: where each stands, and calls of what they offer. Nothing is decided here: the terminal checks every call. */

import type { DependencyStatus, JsonObject } from '@omnitrade/contracts';
import type { PluginCallOptions, Plugins } from '../index.ts';
import { fromColumnTexts, toColumnTexts } from './columns-text.ts';
import { reportUncaught } from './outputs.ts';
import { request } from './requests.ts';

let known: readonly DependencyStatus[] = [];
const listeners = new Set<(status: DependencyStatus) => void>();

export function setDependencies(given: readonly DependencyStatus[] = []): void {
  known = given;
}

/** The event `dependency.changed`. */
export function takeDependencyChange(data: unknown): void {
  const status = Object.freeze(data as DependencyStatus);
  known = known.map((one) => (one.plugin === status.plugin ? status : one));
  for (const listener of [...listeners]) {
    try {
      listener(status);
    } catch (error) {
      reportUncaught(error);
    }
  }
}

async function call(plugin: string, name: string, { params = {}, columns, timeoutMs }: PluginCallOptions = {}) {
  const answer = await request('plugins', 'call', [
    `${plugin}`,
    `${name}`,
    params,
    toColumnTexts(columns),
    ...(timeoutMs === undefined ? [] : [timeoutMs]),
  ]);
  const { value, columns: texts } = answer as { value: JsonObject | null; columns: Record<string, string> };
  return { value: value ?? {}, columns: fromColumnTexts(texts) };
}

export const plugins: Plugins = Object.freeze({
  list: () => known,
  get: (plugin: string) => known.find((one) => one.plugin === plugin),
  onChanged(listener: (status: DependencyStatus) => void) {
    if (typeof listener !== 'function') throw new TypeError('onChanged needs a function to call.');
    listeners.add(listener);
    return () => void listeners.delete(listener);
  },
  call,
});
