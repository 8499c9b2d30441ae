/** `NAME.otpb`: everything that is said about an archive, in one file beside it. */

import type { Json, JsonObject } from '@omnitrade/contracts';
import { readCanonicalJson, toCanonicalBytes } from '../canonical-json.ts';
import { signatureError } from '../errors.ts';
import { parsePublicKey, toFingerprint } from '../keys/public-key.ts';
import { bundleLimits } from '../limits.ts';
import { type Envelope, parseEnvelope } from './dsse.ts';

export interface Bundle {
  readonly envelopes: readonly Envelope[];
  /** Proofs that one key follows another. */
  readonly rotations: readonly Envelope[];
  /** The public keys of all signatures, by fingerprint. To be here makes no key trusted. */
  readonly keys: ReadonlyMap<string, string>;
}

const format = 'omnitrade-bundle';
const version = 1;

export function encodeBundle({ envelopes, rotations, keys }: Bundle): Uint8Array {
  const sortedKeys = [...keys.values()].sort();
  return toCanonicalBytes({ format, version, envelopes, rotations, keys: sortedKeys } as unknown as Json);
}

/** Throws `signature.bad-bundle` with the first thing that is wrong. */
export function parseBundle(bytes: Uint8Array): Bundle {
  if (bytes.length > bundleLimits.bytes) throw bad(`it has more than ${bundleLimits.bytes} bytes`);
  const read = readCanonicalJson(bytes);
  if (!read.ok) throw bad(read.why);
  const {
    format: foundFormat,
    version: foundVersion,
    envelopes,
    rotations,
    keys,
    ...rest
  } = (read.value ?? {}) as JsonObject;
  if (foundFormat !== format) throw bad('it is of another kind');
  if (foundVersion !== version || Object.keys(rest).length > 0)
    throw bad('it is of a version this terminal does not know; update the terminal');
  return {
    envelopes: listOf(envelopes, bundleLimits.envelopes).map(parseEnvelope),
    rotations: listOf(rotations, bundleLimits.rotations).map(parseEnvelope),
    keys: new Map(listOf(keys, bundleLimits.keys).map(parseKey)),
  };
}

function parseKey(text: Json): [string, string] {
  try {
    parsePublicKey(text);
  } catch (cause) {
    throw signatureError('bad-bundle', { why: 'a key in it is none' }, cause);
  }
  return [toFingerprint(text as string), text as string];
}

function listOf(value: Json | undefined, limit: number): readonly Json[] {
  if (!Array.isArray(value) || value.length > limit) throw bad('a list in it is missing or too long');
  return value;
}

function bad(why: string) {
  return signatureError('bad-bundle', { why });
}
