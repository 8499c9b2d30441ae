/** A grant on the command line: `PERM`, `PERM={"limit": value}` or `PERM=limit:value,limit:one|two`. */

import type { Json, JsonObject } from '@omnitrade/contracts';
import type { limitKinds } from '@omnitrade/host';
import { cliError } from './errors.ts';

export interface GrantText {
  readonly permission: string;
  readonly limits: JsonObject;
}

/** Throws `cli.bad-limits`. What the limits mean is checked by the terminal. */
export async function parseGrantText(text: string): Promise<GrantText> {
  const equals = text.indexOf('=');
  if (equals < 0) return { permission: text, limits: {} };
  return { permission: text.slice(0, equals), limits: await parseLimitText(text.slice(equals + 1)) };
}

/** The part after the permission. Throws `cli.bad-limits`. */
export async function parseLimitText(text: string): Promise<JsonObject> {
  const bad = (cause?: unknown) => cliError('bad-limits', { text: text.slice(0, 100) }, cause);
  if (text.trimStart().startsWith('{')) {
    try {
      return JSON.parse(text) as JsonObject;
    } catch (error) {
      throw bad(error);
    }
  }
  // Only here: the host takes its time to load.
  const { limitKinds: kinds } = await import('@omnitrade/host');
  const parts = text.split(',').filter((part) => part.trim() !== '');
  return Object.fromEntries(
    parts.map((part) => {
      const colon = part.indexOf(':');
      if (colon < 1) throw bad();
      const name = part.slice(0, colon).trim();
      return [name, toValue(kinds, name, part.slice(colon + 1).trim())];
    }),
  );
}

/** The form the limit takes: text, a count, or a list. */
function toValue(kinds: typeof limitKinds, name: string, text: string): Json {
  if (!Object.hasOwn(kinds, name)) return text;
  const { accepts } = kinds[name as keyof typeof kinds];
  if (accepts(text)) return text;
  return accepts(Number(text)) ? Number(text) : text.split('|');
}

/** The limits as one line for people. */
export function toLimitText(limits: JsonObject): string {
  return Object.entries(limits)
    .map(([name, value]) => `${name}:${Array.isArray(value) ? value.join('|') : value}`)
    .join(',');
}

/** As an installation takes them. Limits only where some were named: without, a plugin that is installed keeps those it has. */
export function toGiven(given: readonly GrantText[]) {
  const limited = given.filter(({ limits }) => Object.keys(limits).length > 0);
  return {
    grants: given.map(({ permission }) => permission),
    limits: Object.fromEntries(limited.map(({ permission, limits }) => [permission, limits])),
  };
}
