/** From the text of plugin.json to a typed manifest, or to one error that lists everything wrong with it. */

import type { Issue } from '@omnitrade/contracts';
import { manifestError } from './errors.ts';
import { toIssues } from './issues.ts';
import { JsonFault, type JsonRead, openPlaces, readJson } from './json-reader.ts';
import { type Manifest, manifestSchema } from './manifest-schema.ts';

/** Read on the server's loop: at this size the worst text takes about 25 ms to refuse. */
export const manifestMaxBytes = 128 * 1024;

/** An issue with its place in the text, where there is one; both count from 1. */
export interface ManifestIssue extends Issue {
  readonly line?: number;
  readonly column?: number;
}

/** Reads plugin.json; throws `manifest.invalid`, whose data carry the file and every {@link ManifestIssue}. */
export function parseManifest(text: string, { file = 'plugin.json' }: { readonly file?: string } = {}): Manifest {
  const { value, issues } = readManifest(text);
  const checked = issues.length > 0 ? undefined : manifestSchema.safeParse(value);
  if (checked?.success) return checked.data;
  throw manifestError('invalid', { file, issues });
}

/** Checks a value that is already JSON, as it comes from a store. */
export function checkManifest(value: unknown): Issue[] {
  const checked = manifestSchema.safeParse(value);
  return checked.success ? [] : toIssues(value, checked.error.issues);
}

/** {@link parseManifest} for a value that is already JSON. */
export function parseManifestValue(
  value: unknown,
  { file = 'plugin.json' }: { readonly file?: string } = {},
): Manifest {
  const checked = manifestSchema.safeParse(value);
  if (checked.success) return checked.data;
  throw manifestError('invalid', { file, issues: toIssues(value, checked.error.issues) });
}

/** The JSON value of a text and what is wrong with it, for tools that go on after a fault. */
export function readManifest(text: string): { readonly value: unknown; readonly issues: readonly ManifestIssue[] } {
  try {
    const { value, offsets } = readText(text);
    const issues = checkManifest(value);
    return { value, issues: issues.length > 0 ? locate(issues, text, offsets) : issues };
  } catch (fault) {
    if (!(fault instanceof JsonFault)) throw fault;
    const { code, message } = fault.error;
    return { value: undefined, issues: [{ code, path: '', message, ...openPlaces(text)(fault.offset) }] };
  }
}

function readText(text: string): JsonRead {
  const bytes = Buffer.byteLength(text);
  if (bytes > manifestMaxBytes) throw new JsonFault(manifestError('too-long', { bytes, limit: manifestMaxBytes }), 0);
  if (text.startsWith('\ufeff')) throw new JsonFault(manifestError('byte-order-mark', {}), 0);
  return readJson(text);
}

/** A missing field stands nowhere: its issue is placed at the nearest thing around it. */
function locate(issues: readonly Issue[], text: string, offsets: ReadonlyMap<string, number>): ManifestIssue[] {
  const toPlace = openPlaces(text);
  return issues.map((issue) => {
    let path = issue.path;
    while (path !== '' && !offsets.has(path))
      path = path.slice(0, Math.max(path.lastIndexOf('.'), path.lastIndexOf('['), 0));
    return { ...issue, ...toPlace(offsets.get(path) ?? Math.max(0, text.search(/\S/))) };
  });
}
