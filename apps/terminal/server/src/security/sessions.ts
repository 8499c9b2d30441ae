/** Who may talk to the terminal: whoever holds the token of this start, and the pages that traded it for a session. */

import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

export interface PageSession {
  /** What the cookie carries. */
  readonly id: string;
  /** What the page repeats in a header, which no other site can. */
  readonly csrf: string;
}

const maxSessions = 64;
const createSecret = () => randomBytes(32).toString('base64url');
const digest = (text: string) => createHash('sha256').update(text).digest();

/** Compares in a time that does not depend on where the texts differ. */
export function isSameSecret(a: string, b: string): boolean {
  return timingSafeEqual(digest(a), digest(b));
}

/** Lives as long as the terminal; nothing of it is kept on disk but the token. */
export class Sessions {
  readonly token = createSecret();
  readonly #sessions = new Map<string, PageSession>();

  isToken(text: string): boolean {
    return isSameSecret(text, this.token);
  }

  /** Makes a session; the oldest one ends when there are too many. */
  create(): PageSession {
    const session = { id: createSecret(), csrf: createSecret() };
    if (this.#sessions.size >= maxSessions) this.#sessions.delete(this.#sessions.keys().next().value as string);
    this.#sessions.set(session.id, session);
    return session;
  }

  find(id: string | undefined): PageSession | undefined {
    return id === undefined ? undefined : this.#sessions.get(id);
  }
}
