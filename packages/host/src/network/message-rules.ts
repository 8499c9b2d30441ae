/** Which methods and headers a plugin may send: what speaks for the connection, the browser or another host is the broker's. */

import type { Json } from '@omnitrade/contracts';
import { networkError } from './errors.ts';

const methods = ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS'];
const forbidden = new Set([
  ...[
    'accept-charset',
    'accept-encoding',
    'connection',
    'content-length',
    'cookie',
    'cookie2',
    'date',
    'expect',
    'forwarded',
  ],
  ...['host', 'keep-alive', 'origin', 'referer', 'set-cookie', 'te', 'trailer', 'transfer-encoding', 'upgrade', 'via'],
]);
const forbiddenFamilies = /^(?:proxy-|sec-|x-forwarded-|x-http-method|x-method-override)/;
const nameShape = /^[a-z0-9!#$%&'*+.^_`|~-]{1,100}$/;
const maxHeaders = 64;
const maxValueChars = 8192;

/** Throws `network.bad-method`. */
export function toMethod(plugin: string, method: Json | undefined): string {
  const name = typeof method === 'string' ? method.toUpperCase() : method === undefined ? 'GET' : '';
  if (!methods.includes(name)) throw networkError('bad-method', { plugin, known: methods });
  return name;
}

/** Names in lower case. Throws `network.bad-header`. */
export function toHeaders(plugin: string, given: Json | undefined): Map<string, string> {
  const headers = new Map<string, string>();
  if (given === undefined) return headers;
  if (typeof given !== 'object' || given === null || Array.isArray(given))
    throw networkError('bad-header', { plugin, name: 'headers', why: 'they come as an object of texts' });
  for (const [key, value] of Object.entries(given)) {
    const name = key.toLowerCase();
    const refuse = (why: string) => networkError('bad-header', { plugin, name: key.slice(0, 100), why });
    if (headers.size >= maxHeaders) throw refuse(`a request has at most ${maxHeaders}`);
    if (!nameShape.test(name)) throw refuse('this is no name of a header');
    if (forbidden.has(name) || forbiddenFamilies.test(name)) throw refuse('the terminal sets it itself');
    headers.set(name, toHeaderValue(plugin, name, value));
  }
  return headers;
}

export function toHeaderValue(plugin: string, name: string, value: unknown): string {
  if (typeof value === 'string' && value.length <= maxValueChars && !/[^\t\x20-\x7e\x80-\xff]/.test(value))
    return value;
  throw networkError('bad-header', {
    plugin,
    name,
    why: `its value is one line of at most ${maxValueChars} plain characters`,
  });
}
