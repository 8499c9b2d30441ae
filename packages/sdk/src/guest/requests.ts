/** Requests of the plugin to the terminal: answered in a later turn, as a promise of the plugin's own. */

import type { Json } from '@omnitrade/contracts';
import { maxOpenRequests, type TurnItem } from '@omnitrade/contracts/guest';
import { send } from './outputs.ts';

interface Waiting {
  readonly resolve: (value: Json) => void;
  readonly reject: (error: Error) => void;
}

const waiting = new Map<number, Waiting>();
let next = 1;

/** Asks for `capability.method(...args)`; rejects with an Error that carries the terminal's `code`. */
export function request(capability: string, method: string, args: readonly Json[]): Promise<Json> {
  return new Promise((resolve, reject) => {
    if (waiting.size >= maxOpenRequests)
      throw new RangeError(`A plugin may wait for ${maxOpenRequests} answers at a time.`);
    const id = next++;
    send({ t: 'request', id, capability, method, args });
    waiting.set(id, { resolve, reject });
  });
}

export function settleRequest(item: Extract<TurnItem, { t: 'answer' }>): void {
  const asked = waiting.get(item.id);
  if (!asked) return;
  waiting.delete(item.id);
  if (item.ok) return asked.resolve(item.value);
  asked.reject(Object.assign(new Error(item.error.message), { code: item.error.code }));
}
