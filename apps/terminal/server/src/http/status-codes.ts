/** Which HTTP status an error code becomes; the only place that knows. */

import { type ErrorJson, toErrorJson } from '@omnitrade/contracts';

/** By code, else by area (`store.*`). */
const statuses: ReadonlyMap<string, number> = new Map([
  ['terminal.*', 400],
  ['terminal.wrong-host', 403],
  ['terminal.wrong-origin', 403],
  ['terminal.no-session', 401],
  ['terminal.wrong-token', 401],
  ['terminal.too-many-tries', 429],
  ['terminal.no-csrf', 403],
  ['terminal.not-found', 404],
  ['terminal.too-large', 413],
  ['terminal.busy', 429],
  ['terminal.too-many-uploads', 429],
  ['terminal.no-upload', 404],
  ['terminal.closing', 503],
  ['frame.*', 400],
  ['frame.too-long', 413],
  ['permission.denied', 403],
  ['panel.*', 409],
  ['chart-type.*', 400],
  ['chart-type.unknown', 404],
  ['panel.no-command', 404],
  ['panel.too-many', 429],
  ['access.no-request', 404],
  ['registry.not-installed', 404],
  ['registry.other-source', 409],
  ['registry.disabled', 409],
  ['registry.asks-for-more', 409],
  ['registry.conflict', 409],
  ['registry.needs-others', 409],
  ['registry.not-offered', 404],
  ['registry.needed-by-others', 409],
  ['registry.pinned', 409],
  ['registry.nothing-kept', 404],
  ['registry.older-than-data', 409],
  ['registry.unhealthy', 409],
  ['registry.trial-failed', 409],
  ['registry.closing', 409],
  ['registry.not-ready', 409],
  ['registry.changed', 409],
  ['indicator.unknown', 404],
  ['indicator.unknown-instance', 404],
  ['chart.*', 409],
  ['desk.unknown-strategy', 404],
  ['desk.unknown-order-type', 404],
  ['lifecycle.*', 409],
  ['settings.none', 404],
  ['plugin.newer-state', 409],
  // What was asked is fine, but a plugin is not.
  ['plugin.*', 502],
  ['sandbox.*', 502],
  ['store.*', 500],
  ['store.home-in-use', 409],
  ['store.disk-full', 507],
  ['store.closed', 503],
  ['internal.*', 500],
]);
/** A coded error says what is wrong with what was given. */
const refused = 422;

export function toStatus(code: string): number {
  return statuses.get(code) ?? statuses.get(`${code.split('.')[0]}.*`) ?? refused;
}

/** What any thrown value becomes at the edge. What has no code is ours, so its text stays in the log. */
export function toReply(error: unknown): { status: number; error: ErrorJson } {
  const json = toErrorJson(error);
  const status = toStatus(json.code);
  if (json.code !== 'internal.unexpected') return { status, error: json };
  return { status, error: { ...json, message: 'Something went wrong inside the terminal; its log says more.' } };
}
