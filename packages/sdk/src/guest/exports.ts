/** What the plugin offers to others: declared once, called by the terminal on behalf of a plugin that may. */

import type { ExportDef, JsonObject } from '@omnitrade/contracts';
import type { TurnItem } from '@omnitrade/contracts/guest';
import { fromColumnTexts, toColumnTexts } from './columns-text.ts';
import { send, sendFailure } from './outputs.ts';

const { apply } = Reflect;
const offered = new Map<string, ExportDef>();

/** `exports.add`: declares it to the terminal; throws a TypeError that names what is missing. */
export function addExport(def: ExportDef): void {
  const { id, title, description, params, columns, returns, returnsColumns, call } = def ?? {};
  for (const [field, value] of Object.entries({ id, title, call }))
    if (value === undefined) throw new TypeError(`exports.add: '${field}' is missing.`);
  if (typeof call !== 'function') throw new TypeError(`exports.add: call of '${id}' is not a function.`);
  if (offered.has(id)) throw new TypeError(`exports.add: '${id}' was added before.`);
  offered.set(id, def);
  const info = { title, description, params, columns, returns, returnsColumns };
  send({ t: 'contribute', point: 'exports', id, info: info as never });
}

/** Answers one call, now or when the function's promise settles. */
export async function callExport({ id, method, args }: Extract<TurnItem, { t: 'call' }>): Promise<void> {
  try {
    const def = offered.get(method);
    if (!def) throw new Error(`This plugin offers no function '${method}'.`);
    const [params, texts, caller] = args as [JsonObject, Record<string, string>, never];
    const given = { params: Object.freeze(params), columns: fromColumnTexts(texts), caller: Object.freeze(caller) };
    const answer = (await apply(def.call, def, [Object.freeze(given)])) ?? {};
    const value = { value: answer.value ?? null, columns: toColumnTexts(answer.columns) };
    send({ t: 'return', id, ok: true, value: value as never });
  } catch (thrown) {
    sendFailure(thrown, (error) => ({ t: 'return', id, ok: false, error }));
  }
}
