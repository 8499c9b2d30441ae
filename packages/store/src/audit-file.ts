/** A part of the audit as text: where it begins, its entries, where it ends; checked without the home it came from. */

import type { AuditEntry, AuditPlace } from '@omnitrade/contracts';
import { toAuditHash } from './tables/audit.ts';

/** One JSON document a line. */
export function toAuditLines(after: AuditPlace, entries: readonly AuditEntry[]): string[] {
  return [JSON.stringify({ audit: 1, after }), ...entries.map((entry) => JSON.stringify(entry))];
}

export type AuditFileCheck =
  | { readonly ok: true; readonly entries: number; readonly after: AuditPlace; readonly last: AuditPlace }
  /** `line` counts from 1. */
  | { readonly ok: false; readonly line: number; readonly why: string };

/** Follows the chain through the lines of a file. */
export function checkAuditLines(lines: readonly string[]): AuditFileCheck {
  const bad = (line: number, why: string): AuditFileCheck => ({ ok: false, line, why });
  const head = readObject(lines[0]);
  const after = head?.audit === 1 ? toPlace(head.after) : undefined;
  if (!after) return bad(1, 'it is no part of an audit');
  let last = after;
  let entries = 0;
  for (const [i, line] of lines.entries()) {
    if (i === 0 || (line === '' && i === lines.length - 1)) continue;
    const entry = readObject(line) as AuditEntry | undefined;
    if (!entry || typeof entry.seq !== 'number') return bad(i + 1, 'it is no entry');
    if (entry.seq !== last.seq + 1) return bad(i + 1, `entry ${last.seq + 1} should stand here`);
    if (toAuditHash(last.hash, entry.seq, entry) !== entry.hash)
      return bad(i + 1, `entry ${entry.seq} is not as it was written`);
    last = { seq: entry.seq, hash: entry.hash };
    entries++;
  }
  return { ok: true, entries, after, last };
}

function readObject(line: string | undefined): Readonly<Record<string, unknown>> | undefined {
  try {
    const value: unknown = JSON.parse(line ?? '');
    return typeof value === 'object' && value !== null ? (value as Readonly<Record<string, unknown>>) : undefined;
  } catch {
    return undefined;
  }
}

function toPlace(value: unknown): AuditPlace | undefined {
  const { seq, hash } = (value ?? {}) as { readonly seq?: unknown; readonly hash?: unknown };
  return Number.isSafeInteger(seq) && typeof hash === 'string' ? { seq: seq as number, hash } : undefined;
}
