/** In-toto statements: who says what about which digest. */

import type { Json, JsonObject } from '@omnitrade/contracts';
import { readCanonicalJson, toCanonicalBytes } from '../canonical-json.ts';
import { type Envelope, payloadOf } from './dsse.ts';

export const statementPayloadType = 'application/vnd.in-toto+json';
const statementType = 'https://in-toto.io/Statement/v1';

/** The kinds of statement this version makes and understands. */
export const predicateTypes = {
  /** A publisher's key: this archive is mine. */
  publish: 'urn:omnitrade:publish:1',
  /** Two keys of one publisher: the second follows the first. */
  rotation: 'urn:omnitrade:key-rotation:1',
  /** A key, of itself: do not believe me any more. */
  revocation: 'urn:omnitrade:key-revocation:1',
} as const;

export interface Statement {
  readonly subject: string;
  /** Hex. */
  readonly sha256: string;
  readonly predicateType: string;
  readonly predicate: JsonObject;
}

export function encodeStatement({ subject, sha256, predicateType, predicate }: Statement): Uint8Array {
  const subjects = [{ name: subject, digest: { sha256 } }];
  return toCanonicalBytes({ _type: statementType, subject: subjects, predicateType, predicate });
}

/** The statement of an envelope; undefined unless it is one about exactly one thing, in canonical form. */
export function readStatement(envelope: Envelope): Statement | undefined {
  if (envelope.payloadType !== statementPayloadType) return undefined;
  const read = readCanonicalJson(payloadOf(envelope));
  if (!read.ok || !isObject(read.value)) return undefined;
  const { _type, subject: subjects, predicateType, predicate } = read.value;
  if (_type !== statementType || typeof predicateType !== 'string' || !isObject(predicate)) return undefined;
  const [one, ...more] = Array.isArray(subjects) ? (subjects as Json[]) : [];
  if (!isObject(one) || more.length > 0 || typeof one.name !== 'string' || !isObject(one.digest)) return undefined;
  const { sha256 } = one.digest;
  if (typeof sha256 !== 'string' || !/^[0-9a-f]{64}$/.test(sha256)) return undefined;
  return { subject: one.name, sha256, predicateType, predicate };
}

function isObject(value: Json | undefined): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
