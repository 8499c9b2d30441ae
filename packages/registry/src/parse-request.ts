/** Reads what a person asks for: `name`, `name@^1.2.0`. */

import { quoteText } from '@omnitrade/contracts';
import type { PluginRequest } from './catalogue.ts';
import { resolveError } from './errors.ts';
import { isName, isRange, isVersion } from './json-checks.ts';

/** Throws `resolve.bad-request`. Without a range any version will do. */
export function parseRequest(text: string): PluginRequest {
  const at = text.indexOf('@');
  const name = at < 0 ? text : text.slice(0, at);
  const range = at < 0 ? '*' : text.slice(at + 1).trim() || '*';
  const refuse = (why: string) => resolveError('bad-request', { given: quoteText(text), why });
  if (!isName(name)) throw refuse(`${quoteText(name)} is no name of a plugin`);
  if (!isRange(range)) throw refuse(`${quoteText(range)} is no range of versions such as "^1.0.0"`);
  return { name, range };
}

/** Throws `resolve.bad-terminal` for anything but a version. */
export function parseTerminal(text: string): string {
  if (!isVersion(text)) throw resolveError('bad-terminal', { given: quoteText(text) });
  return text;
}
