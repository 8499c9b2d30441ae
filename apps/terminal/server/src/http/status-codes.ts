/** Which HTTP status an error code becomes; the only place that knows. */

import { type ErrorJson, toErrorJson } from '@omnitrade/contracts';

/** By code, else by area (`store.*`), else 500. */
const statuses: Readonly<Record<string, number>> = {
  'terminal.wrong-host': 403,
  'terminal.wrong-origin': 403,
  'terminal.no-session': 401,
  'terminal.wrong-token': 401,
  'terminal.too-many-tries': 429,
  'terminal.no-csrf': 403,
  'terminal.not-found': 404,
  'terminal.too-large': 413,
  'terminal.busy': 429,
  'terminal.closing': 503,
  'terminal.*': 400,
  'frame.too-long': 413,
  'frame.*': 400,
  'registry.not-installed': 404,
  'registry.other-source': 409,
  'registry.disabled': 409,
  'registry.not-ready': 409,
  'registry.changed': 409,
  'registry.*': 422,
  'indicator.unknown': 404,
  'indicator.unknown-instance': 404,
  'indicator.*': 422,
  'chart.*': 409,
  'lifecycle.*': 409,
  'manifest.*': 422,
  'schema.*': 422,
  'market.*': 422,
  'permissions.*': 422,
  'permission.*': 403,
  'assets.*': 404,
  'plugin.*': 502,
  'sandbox.*': 502,
  'store.home-in-use': 409,
  'store.disk-full': 507,
  'store.closed': 503,
};

export function toStatus(code: string): number {
  return statuses[code] ?? statuses[`${code.slice(0, code.indexOf('.'))}.*`] ?? 500;
}

/** What any thrown value becomes at the edge. What has no code is ours, so its text stays in the log. */
export function toReply(error: unknown): { status: number; error: ErrorJson } {
  const json = toErrorJson(error);
  const status = toStatus(json.code);
  if (json.code !== 'internal.unexpected') return { status, error: json };
  return { status, error: { ...json, message: 'Something went wrong inside the terminal; its log says more.' } };
}
