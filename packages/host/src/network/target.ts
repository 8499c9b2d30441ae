/** Reads the URL of a request: only what can mean one thing, on one public host, over TLS. */

import { networkError } from './errors.ts';

const maxUrlChars = 8192;

export interface NetworkTarget {
  readonly url: URL;
  readonly host: string;
  readonly permission: `net:${string}`;
}

/** Throws `network.bad-url`. Whether the host may be reached is decided by grants; where it lies, by the resolver. */
export function parseTarget(
  plugin: string,
  text: unknown,
  base?: URL,
  scheme: 'https:' | 'wss:' = 'https:',
): NetworkTarget {
  const refuse = (why: string) => networkError('bad-url', { plugin, url: `${text}`.slice(0, 200), why });
  if (typeof text !== 'string' || text.length > maxUrlChars)
    throw refuse(`a URL is text of at most ${maxUrlChars} characters`);
  // Readers of URLs disagree about these; what is refused here cannot be read in two ways.
  if (!text.isWellFormed() || /[\p{Cc}\s\\]/u.test(text))
    throw refuse('it holds blanks, backslashes or hidden characters');
  const url = URL.parse(text, base);
  if (!url) throw refuse('it is not a whole URL');
  if (url.protocol !== scheme) throw refuse(`only ${scheme.slice(0, -1)} is spoken`);
  if (url.username !== '' || url.password !== '' || /^[a-z]+:\/*[^/?#]*@/i.test(text)) throw refuse('it names a user');
  if (url.port !== '') throw refuse('it names a port; only the usual one is used');
  if (url.hostname.endsWith('.')) throw refuse('its host ends with a dot');
  url.hash = '';
  return { url, host: url.hostname, permission: `net:${url.hostname}` };
}

/** For the audit and for errors: a query may hold what is nobody's business. */
export const toAbout = (method: string, { host, pathname }: URL): string => `${method} https://${host}${pathname}`;
