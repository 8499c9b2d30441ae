/** What goes into a call and what comes out of it, held against what the function promises. */

import {
  type ConfigurationSchema,
  exportLimits,
  findNearest,
  type Json,
  type JsonObject,
  quoteText,
} from '@omnitrade/contracts';
import { resolveSettings } from '@omnitrade/manifest';

export type Checked<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly why: string };

/** A value as the schema wants it, defaults filled in; without a schema, nothing. */
export function checkObject(schema: ConfigurationSchema | undefined, given: Json): Checked<JsonObject> {
  const value = given ?? {};
  if (typeof value !== 'object' || Array.isArray(value)) return refuse('its values must be an object');
  if (JSON.stringify(value).length > exportLimits.chars)
    return refuse(`its values are longer than ${exportLimits.chars} characters`);
  const resolved = resolveSettings(schema ?? { type: 'object', properties: {} }, value as JsonObject);
  if (resolved.ok) return { ok: true, value: resolved.values };
  return refuse((resolved.issues[0]?.message ?? 'its values do not fit').replace(/\.$/, ''));
}

/** Columns as text: exactly those named, each of whole doubles, together no more than allowed. They go on as they are. */
export function checkColumns(names: readonly string[] = [], given: Json): Checked<Readonly<Record<string, string>>> {
  const texts = given ?? {};
  if (typeof texts !== 'object' || Array.isArray(texts)) return refuse('its columns must be an object');
  let values = 0;
  for (const [name, text] of Object.entries(texts)) {
    if (!names.includes(name)) return refuse(toUnknown(name, names));
    const count = typeof text === 'string' ? countDoubles(text) : undefined;
    if (count === undefined) return refuse(`the column ${quoteText(name)} is no column of numbers`);
    values += count;
  }
  const missing = names.find((name) => !Object.hasOwn(texts, name));
  if (missing !== undefined) return refuse(`the column ${quoteText(missing)} is missing`);
  if (values > exportLimits.values) return refuse(`its columns hold ${values} numbers, at most ${exportLimits.values}`);
  return { ok: true, value: texts as Readonly<Record<string, string>> };
}

function toUnknown(name: string, names: readonly string[]): string {
  const nearest = findNearest(name.slice(0, 64), names);
  return `there is no column ${quoteText(name, 64)}${nearest ? `, did you mean ${quoteText(nearest)}` : ''}`;
}

/** How many doubles a base64 text holds; undefined if it is none, or holds a part of one. */
function countDoubles(text: string): number | undefined {
  if (text.length % 4 !== 0 || !/^[A-Za-z0-9+/]*={0,2}$/.test(text)) return undefined;
  const padding = text.endsWith('==') ? 2 : text.endsWith('=') ? 1 : 0;
  const bytes = (text.length / 4) * 3 - padding;
  return bytes % 8 === 0 ? bytes / 8 : undefined;
}

const refuse = (why: string) => ({ ok: false, why }) as const;
