/** Decides for each request whether it is answered at all: right name, right origin, and a session where one is needed. */

import type { IncomingMessage } from 'node:http';
import { terminalError } from '../errors.ts';
import type { AllowedHosts } from './allowed-hosts.ts';
import { parseCookie, toSetCookie } from './cookie.ts';
import { isSameSecret, type PageSession, type Sessions } from './sessions.ts';
import { TokenBucket } from './token-bucket.ts';

export interface Access {
  /** Throws `terminal.wrong-host`, `terminal.wrong-origin`. */
  checkOrigin(request: IncomingMessage): void;
  /** Throws unless the request carries the token, or a session and, if it `changes` something, its csrf text. */
  checkSession(request: IncomingMessage, csrf: string | undefined, changes: boolean): void;
  /** The session the cookie names; throws `terminal.no-session`. */
  findSession(request: IncomingMessage): PageSession;
  /** Trades the token for a session and its cookie; throws `terminal.wrong-token`, and `terminal.too-many-tries` after many. */
  openSession(request: IncomingMessage, token: string): { readonly session: PageSession; readonly setCookie: string };
}

/** Wrong tokens, not right ones, are counted: nobody can lock the owner out. */
const wrongTokens = { burst: 10, perSecond: 10 / 60 };

const toPort = (request: IncomingMessage) => request.socket.localPort ?? 0;
/** Browsers share cookies between ports, so the name carries the port. */
const toCookieName = (request: IncomingMessage) => `omnitrade-${toPort(request)}`;

export function createAccess(hosts: AllowedHosts, sessions: Sessions): Access {
  const tries = new TokenBucket(wrongTokens);

  function checkToken(token: string): void {
    if (sessions.isToken(token)) return;
    throw tries.take() ? terminalError('wrong-token', {}) : terminalError('too-many-tries', {});
  }

  function findSession(request: IncomingMessage): PageSession {
    const session = sessions.find(parseCookie(request.headers.cookie, toCookieName(request)));
    if (session === undefined) throw terminalError('no-session', {});
    return session;
  }

  return {
    findSession,
    checkOrigin(request) {
      const { host, origin } = request.headers;
      const port = toPort(request);
      if (!hosts.isHost(host, port)) throw terminalError('wrong-host', { host: host ?? '' });
      if (origin !== undefined && !hosts.isOrigin(origin, port)) throw terminalError('wrong-origin', { origin });
    },
    checkSession(request, csrf, changes) {
      const { authorization } = request.headers;
      if (authorization !== undefined) {
        checkToken(/^Bearer (\S+)$/.exec(authorization)?.[1] ?? '');
        return;
      }
      const session = findSession(request);
      if (changes && (csrf === undefined || !isSameSecret(csrf, session.csrf))) throw terminalError('no-csrf', {});
    },
    openSession(request, token) {
      checkToken(token);
      const session = sessions.create();
      return { session, setCookie: toSetCookie(toCookieName(request), session.id) };
    },
  };
}
