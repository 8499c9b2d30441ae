/**
 * Puts secrets into a request, in the places it declares and nowhere else: whole headers that carry credentials, written as
 * a template such as `Bearer {api-key}`. The value leaves for the host that was granted, and the plugin never holds it.
 */

import type { Json } from '@omnitrade/contracts';
import type { CallerView } from '../capabilities/capability.ts';
import { admit } from '../grants/admit.ts';
import { networkError } from './errors.ts';
import { toHeaderValue } from './message-rules.ts';

/** Headers that servers read credentials from and have no reason to repeat. */
const places =
  /^(?:authorization|(?:x-)?(?:[a-z0-9]+-)*(?:api-?key|access-?key|api-?token|auth-?token|access-?token|token|key|passphrase))$/;
const placeholder = /\{([a-z][a-z0-9-]{0,63})\}/g;
/** Shorter ones could stand in any answer by chance. */
const minEchoChars = 6;

export interface InsertedSecrets {
  readonly headers: ReadonlyMap<string, string>;
  /** Values that must not come back. */
  readonly values: readonly string[];
}

const none: InsertedSecrets = { headers: new Map(), values: [] };

/** Throws `permission.denied`, `network.bad-secret-place` and `network.no-secret`. */
export async function insertSecrets(
  caller: CallerView,
  given: Json | undefined,
  about: string,
): Promise<InsertedSecrets> {
  if (given === undefined) return none;
  const { plugin } = caller;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw networkError('bad-secret-place', { plugin, place: 'secrets' });
  const headers = new Map<string, string>();
  const values: string[] = [];
  for (const [key, template] of Object.entries(given)) {
    const header = key.toLowerCase();
    const place = key.slice(0, 100);
    if (!places.test(header) || typeof template !== 'string') throw networkError('bad-secret-place', { plugin, place });
    const names = [...new Set(Array.from(template.matchAll(placeholder), ([, name]) => name as string))];
    if (names.length === 0) throw networkError('bad-secret-place', { plugin, place });
    const found = new Map<string, string>();
    for (const name of names) {
      await admit(caller, {
        permission: 'secrets',
        call: 'network.fetch',
        target: { name },
        about: `${name} to ${about}`,
      });
      const value = await caller.secrets.open(plugin, name);
      if (value === undefined) throw networkError('no-secret', { plugin, name });
      found.set(name, value);
      if (value.length >= minEchoChars) values.push(value);
    }
    const filled = template.replaceAll(placeholder, (_, name: string) => found.get(name) as string);
    headers.set(header, toHeaderValue(plugin, header, filled));
  }
  return { headers, values };
}

/** Watches an answer for secrets that come back, also across its pieces. */
export class EchoWatch {
  readonly #needles: readonly Buffer[];
  #tail: Buffer = Buffer.alloc(0);

  constructor(values: readonly string[]) {
    this.#needles = values.flatMap((value) => [Buffer.from(value), Buffer.from(Buffer.from(value).toString('base64'))]);
  }

  /** True if a secret ends in this piece. */
  finds(piece: Buffer): boolean {
    if (this.#needles.length === 0) return false;
    const text = Buffer.concat([this.#tail, piece]);
    const longest = Math.max(...this.#needles.map(({ length }) => length));
    this.#tail = Buffer.from(text.subarray(Math.max(0, text.length - longest + 1)));
    return this.#needles.some((needle) => text.includes(needle));
  }
}
