/** DSSE envelopes: a payload with its type, and signatures over both. Nothing in a payload is believed before they hold. */

import { sign as signBytes, verify as verifyBytes } from 'node:crypto';
import type { Json, JsonObject } from '@omnitrade/contracts';
import { fromBase64 } from '../base64.ts';
import { signatureError } from '../errors.ts';
import { isFingerprint, parsePublicKey } from '../keys/public-key.ts';
import type { SigningKey } from '../keys/signing-key.ts';
import { bundleLimits } from '../limits.ts';

export interface EnvelopeSignature {
  /** Fingerprint of the key. */
  readonly keyid: string;
  readonly sig: string;
}

export interface Envelope {
  readonly payloadType: string;
  /** Base64. */
  readonly payload: string;
  readonly signatures: readonly EnvelopeSignature[];
}

/** What is really signed: `DSSEv1`, then length and content of type and payload, so that neither can run into the other. */
export function toSignedBytes(payloadType: string, payload: Uint8Array): Uint8Array {
  const type = Buffer.from(payloadType);
  return Buffer.concat([Buffer.from(`DSSEv1 ${type.length} ${payloadType} ${payload.length} `), payload]);
}

export function createEnvelope(payloadType: string, payload: Uint8Array, keys: readonly SigningKey[]): Envelope {
  const envelope = { payloadType, payload: Buffer.from(payload).toString('base64'), signatures: [] };
  return keys.reduce(addSignature, envelope);
}

export function addSignature(envelope: Envelope, { fingerprint, privateKey }: SigningKey): Envelope {
  const signed = toSignedBytes(envelope.payloadType, payloadOf(envelope));
  const sig = signBytes(null, signed, privateKey).toString('base64');
  return { ...envelope, signatures: [...envelope.signatures, { keyid: fingerprint, sig }] };
}

/** True if the signature is the key's, over this payload as this type. */
export function isSignedWith(envelope: Envelope, { sig }: EnvelopeSignature, publicKey: string): boolean {
  const signature = fromBase64(sig);
  if (signature?.length !== 64) return false;
  return verifyBytes(
    null,
    toSignedBytes(envelope.payloadType, payloadOf(envelope)),
    parsePublicKey(publicKey),
    signature,
  );
}

export function payloadOf({ payload }: Envelope): Buffer {
  return Buffer.from(payload, 'base64');
}

/** Throws `signature.bad-bundle`. */
export function parseEnvelope(value: Json | undefined): Envelope {
  const { payloadType, payload, signatures, ...rest } = (value ?? {}) as JsonObject;
  const isShaped = typeof payloadType === 'string' && fromBase64(payload) && Object.keys(rest).length === 0;
  if (!isShaped || !Array.isArray(signatures) || signatures.length > bundleLimits.signatures)
    throw signatureError('bad-bundle', { why: 'an envelope in it is none' });
  for (const one of signatures as Json[]) {
    const { keyid, sig, ...more } = (one ?? {}) as JsonObject;
    if (!isFingerprint(keyid) || !fromBase64(sig) || Object.keys(more).length > 0)
      throw signatureError('bad-bundle', { why: 'a signature in it is none' });
  }
  return value as unknown as Envelope;
}
