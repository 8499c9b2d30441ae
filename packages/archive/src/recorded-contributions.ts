/** `META/contributions.json`: what a plugin was seen to contribute when it was packed. */

import { isLocalId, type Json, type JsonObject } from '@omnitrade/contracts';
import { readCanonicalJson, toCanonicalBytes } from './canonical-json.ts';
import { archiveError } from './errors.ts';
import { contributionsPath } from './meta-paths.ts';

/** A contribution as it lies in an archive: its shape is checked here, its meaning by whoever installs it. */
export interface RecordedContribution {
  readonly point: string;
  readonly id: string;
  readonly info: JsonObject;
}

const maxCount = 1000;

/** Sorted by point and id, so that the order of registration does not show in the bytes. */
export function encodeContributions(
  contributions: readonly { readonly point: string; readonly id: string; readonly info: unknown }[],
): Uint8Array {
  const plain = JSON.parse(JSON.stringify(contributions)) as RecordedContribution[];
  const recorded = plain
    .map(({ point, id, info }) => ({ point, id, info }))
    .sort((a, b) => (keyOf(a) < keyOf(b) ? -1 : 1));
  return toCanonicalBytes({ contributions: recorded, format: 1 });
}

/** Throws `archive.bad-meta`. */
export function parseContributions(bytes: Uint8Array): RecordedContribution[] {
  const read = readCanonicalJson(bytes);
  if (!read.ok) throw bad(read.why);
  const { contributions, format, ...rest } = asObject(read.value) ?? {};
  if (format !== 1 || Object.keys(rest).length > 0) throw bad('it is in a format this version does not know');
  if (!Array.isArray(contributions) || contributions.length > maxCount) throw bad('it holds no list of contributions');
  const recorded = contributions.map((one: Json) => toRecorded(one));
  for (const [i, one] of recorded.entries()) {
    const before = recorded[i - 1];
    if (before && keyOf(before) >= keyOf(one)) throw bad('its contributions are not in order');
  }
  return recorded;
}

function toRecorded(value: Json): RecordedContribution {
  const { point, id, info, ...rest } = asObject(value) ?? {};
  const plainInfo = asObject(info);
  if (
    typeof point !== 'string' ||
    typeof id !== 'string' ||
    !isLocalId(id) ||
    !plainInfo ||
    Object.keys(rest).length > 0
  )
    throw bad('one of its contributions is none');
  return { point, id, info: plainInfo };
}

const keyOf = ({ point, id }: { readonly point: string; readonly id: string }) => `${point} ${id}`;

function asObject(value: Json | undefined): JsonObject | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

function bad(why: string) {
  return archiveError('bad-meta', { path: contributionsPath, why });
}
