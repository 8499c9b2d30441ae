/** Trades the token of the printed URL for a session cookie, and asks for the session again after a reload. */

export interface SessionPorts {
  readonly fetch: typeof fetch;
  readonly location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  readonly history: Pick<History, 'replaceState'>;
}

/** refused: the token or the cookie is not (or no longer) good; only a new URL from the terminal helps. */
export type SessionAnswer = { readonly csrf: string } | 'refused';

/** Takes the token out of the address bar before anything else can read it there. */
function takeToken({ location, history }: SessionPorts): string | undefined {
  const token = new URLSearchParams(location.hash.slice(1)).get('token');
  if (token === null) return undefined;
  history.replaceState(null, '', location.pathname + location.search);
  return token;
}

/** Throws when the server cannot be reached, or answers something else than a session. */
export async function openSession(ports: SessionPorts): Promise<SessionAnswer> {
  const token = takeToken(ports);
  const response = await ports.fetch('/api/session', {
    credentials: 'same-origin',
    cache: 'no-store',
    ...(token === undefined
      ? {}
      : {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify({ token }),
        }),
  });
  if (response.ok) {
    const answer: unknown = await response.json();
    if (typeof answer === 'object' && answer !== null && 'csrf' in answer && typeof answer.csrf === 'string')
      return { csrf: answer.csrf };
    throw new Error('The answer of the terminal holds no session.');
  }
  if (response.status === 401 || response.status === 403) {
    // A used link in a browser that still has its session: the cookie decides.
    return token === undefined ? 'refused' : openSession(ports);
  }
  throw new Error(`The terminal answered ${response.status}.`);
}
