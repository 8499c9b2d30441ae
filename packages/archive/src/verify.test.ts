import type { JsonObject } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { toCanonicalBytes } from './canonical-json.ts';
import { createRevocation, readRevocation } from './keys/revocation.ts';
import { createRotation, readRotation } from './keys/rotation.ts';
import { createSigningKey } from './keys/signing-key.ts';
import { pack } from './pack.ts';
import { sampleContributions, sampleFiles } from './sample-plugin-fixture.ts';
import { encodeBundle, parseBundle } from './signing/bundle.ts';
import { createEnvelope, toSignedBytes } from './signing/dsse.ts';
import { sign } from './signing/sign.ts';
import { encodeStatement, statementPayloadType } from './signing/statement.ts';
import { type Trust, verify } from './verify.ts';

const now = Date.UTC(2026, 10, 22);
const key = createSigningKey('Example Labs');
const other = createSigningKey('Example Labs');
const thief = createSigningKey('Example Labs');
const { bytes: archive } = pack(sampleFiles(), sampleContributions);
const { bytes: next } = pack(sampleFiles({ version: '1.3.0' }), sampleContributions);
const bundle = sign(archive, key, { createdAt: now });

const nothing: Trust = { publishers: [], pins: new Map(), own: new Set(), revoked: new Map(), now };
const trusting = (...keys: (typeof key)[]): Trust => ({ ...nothing, publishers: keys });
const pinning = (fingerprint: string): Trust => ({ ...nothing, pins: new Map([['sample-plugin', fingerprint]]) });
const revoking = (trust: Trust, ...keys: (typeof key)[]): Trust => ({
  ...trust,
  revoked: new Map(keys.map(({ fingerprint }) => [fingerprint, { reason: 'stolen' }])),
});
const outcomeOf = (...given: Parameters<typeof verify>) => {
  const { ok, outcome } = verify(...given);
  return [ok, outcome];
};
/** The bundle with one thing in it changed. */
// biome-ignore lint/suspicious/noExplicitAny: what is edited is meant to become wrong
const edited = (edit: (json: any) => void, from = bundle) => {
  const json = JSON.parse(new TextDecoder().decode(from));
  edit(json);
  return toCanonicalBytes(json);
};

describe('verify', () => {
  test('trusts what a known publisher signed', () => {
    const verdict = verify(archive, bundle, trusting(key));
    expect(verdict).toMatchObject({
      ok: true,
      outcome: 'trusted',
      plugin: 'sample-plugin',
      version: '1.2.0',
      publisher: 'Example Labs',
      fingerprint: key.fingerprint,
      reviewed: false,
    });
    expect(verdict.archive?.manifest.name).toBe('sample-plugin');
  });

  test('takes what is pinned, or signed with a key of the user, as private', () => {
    expect(outcomeOf(archive, bundle, pinning(key.fingerprint))).toEqual([true, 'private']);
    expect(outcomeOf(archive, bundle, { ...nothing, own: new Set([key.fingerprint]) })).toEqual([true, 'private']);
  });

  test('refuses an unknown key as private, and shows whose it claims to be', () => {
    const verdict = verify(archive, bundle, nothing);
    expect(verdict).toMatchObject({ ok: false, outcome: 'private', fingerprint: key.fingerprint });
    expect(verdict.reasons[0]).toContain('calls itself "Example Labs"');
  });

  test('warns of an unknown key under the name of a trusted publisher', () => {
    const { ok, reasons } = verify(archive, sign(archive, thief, { createdAt: now }), trusting(key));
    expect([ok, reasons.length]).toEqual([false, 2]);
    expect(reasons[1]).toContain('other keys');
  });

  test('says unsigned without signatures', () => {
    expect(outcomeOf(archive, undefined, trusting(key))).toEqual([false, 'unsigned']);
    const empty = encodeBundle({ envelopes: [], rotations: [], keys: new Map() });
    expect(outcomeOf(archive, empty, trusting(key))).toEqual([false, 'unsigned']);
    const unsigned = edited((json) => {
      json.envelopes[0].signatures = [];
    });
    expect(outcomeOf(archive, unsigned, trusting(key))).toEqual([false, 'unsigned']);
  });

  test('says tampered for other bytes than were signed', () => {
    expect(outcomeOf(next, bundle, trusting(key))).toEqual([false, 'tampered']);
    expect(outcomeOf(archive.subarray(1), bundle, trusting(key))).toEqual([false, 'tampered']);
    expect(outcomeOf(new Uint8Array(0), bundle, trusting(key))).toEqual([false, 'tampered']);
    expect(outcomeOf(new Uint8Array(0), undefined, trusting(key))).toEqual([false, 'tampered']);
  });

  test('says tampered for every flipped bit of the archive, in every position', () => {
    const flip = fc.nat(archive.length * 8 - 1);
    fc.assert(
      fc.property(flip, (bit) => {
        const changed = Uint8Array.from(archive);
        (changed[bit >> 3] as number) ^= 1 << (bit & 7);
        expect(outcomeOf(changed, bundle, trusting(key))).toEqual([false, 'tampered']);
      }),
    );
  });

  test('says ok for no changed byte of the signatures', () => {
    fc.assert(
      fc.property(fc.nat(bundle.length - 1), fc.nat(255), (at, to) => {
        const changed = Uint8Array.from(bundle);
        fc.pre(changed[at] !== to);
        changed[at] = to;
        expect(verify(archive, changed, trusting(key)).ok).toBe(false);
      }),
      { numRuns: 1000 },
    );
  });

  test('says bad signature where a signature is not that of its key', () => {
    const swapped = sign(archive, thief, { createdAt: now });
    const lied = edited((json) => {
      json.envelopes[0].signatures[0].keyid = key.fingerprint;
      json.keys = [key.publicKey];
    }, swapped);
    expect(outcomeOf(archive, lied, trusting(key))).toEqual([false, 'bad-signature']);
    const rewritten = edited((json) => {
      json.envelopes[0].payload = parseBundle(sign(next, thief, { createdAt: now })).envelopes[0]?.payload;
    });
    expect(outcomeOf(next, rewritten, trusting(key))).toEqual([false, 'bad-signature']);
    const withoutKey = edited((json) => {
      json.keys = [];
    });
    expect(outcomeOf(archive, withoutKey, trusting(key))).toEqual([false, 'bad-signature']);
    const otherType = edited((json) => {
      json.envelopes[0].payloadType = 'text/plain';
    });
    expect(outcomeOf(archive, otherType, trusting(key))).toEqual([false, 'unsigned']);
  });

  test('wants the pinned key and no other', () => {
    const verdict = verify(archive, sign(archive, thief, { createdAt: now }), pinning(key.fingerprint));
    expect(verdict).toMatchObject({ ok: false, outcome: 'bad-signature' });
    expect(verdict.reasons[0]).toContain(key.fingerprint);
    expect(verdict.reasons[0]).toContain(thief.fingerprint);
    const alsoTrusted = { ...pinning(key.fingerprint), publishers: [thief], own: new Set([thief.fingerprint]) };
    expect(outcomeOf(archive, sign(archive, thief, { createdAt: now }), alsoTrusted)).toEqual([false, 'bad-signature']);
  });

  test('follows a pinned key to its heirs, if both sides signed', () => {
    const third = createSigningKey('Example Labs');
    const chain = [createRotation(key, other, now), createRotation(other, third, now)];
    const signed = sign(next, third, { createdAt: now, rotations: chain });
    expect(verify(next, signed, pinning(key.fingerprint))).toMatchObject({
      ok: true,
      outcome: 'private',
      fingerprint: third.fingerprint,
    });
    // Whoever has moved on does not take the old key any more.
    expect(outcomeOf(archive, bundle, pinning(third.fingerprint))).toEqual([false, 'bad-signature']);
    const half = {
      ...createRotation(key, thief, now),
      signatures: createRotation(key, thief, now).signatures.slice(1),
    };
    const stolen = sign(next, thief, { createdAt: now, rotations: [half] });
    expect(outcomeOf(next, stolen, pinning(key.fingerprint))).toEqual([false, 'bad-signature']);
  });

  test('passes nothing on from a revoked key', () => {
    const signed = sign(next, thief, { createdAt: now, rotations: [createRotation(key, thief, now)] });
    expect(outcomeOf(next, signed, pinning(key.fingerprint))).toEqual([true, 'private']);
    expect(outcomeOf(next, signed, revoking(pinning(key.fingerprint), key))).toEqual([false, 'bad-signature']);
  });

  test('ends with rotations that run in a circle', () => {
    const circle = [createRotation(key, other, now), createRotation(other, key, now)];
    const signed = sign(archive, key, { createdAt: now, rotations: circle });
    expect(outcomeOf(archive, signed, pinning(key.fingerprint))[1]).toBe('bad-signature');
  });

  test('says revoked, whoever else trusts the key', () => {
    const verdict = verify(archive, bundle, revoking({ ...pinning(key.fingerprint), publishers: [key] }, key));
    expect(verdict).toMatchObject({ ok: false, outcome: 'revoked', fingerprint: key.fingerprint });
    expect(verdict.reasons[0]).toContain('stolen');
  });

  test('does not let a known key speak for another publisher', () => {
    const bound = { ...nothing, publishers: [{ fingerprint: key.fingerprint, publisher: 'Somebody Else' }] };
    expect(outcomeOf(archive, bundle, bound)).toEqual([false, 'bad-signature']);
  });

  test('cannot check what is signed in the future', () => {
    const early = { ...trusting(key), now: now - 48 * 60 * 60 * 1000 };
    expect(outcomeOf(archive, bundle, early)).toEqual([false, 'cannot-check']);
    expect(outcomeOf(archive, bundle, { ...early, now: now - 60_000 })).toEqual([true, 'trusted']);
  });

  test.each<[string, Uint8Array]>([
    ['no JSON', new TextEncoder().encode('hello')],
    ['null', new TextEncoder().encode('null')],
    ['nothing', new Uint8Array(0)],
    [
      'JSON in another spelling',
      new TextEncoder().encode(JSON.stringify(JSON.parse(new TextDecoder().decode(bundle)), null, 2)),
    ],
    [
      'another kind',
      edited((json) => {
        json.format = 'x';
      }),
    ],
    [
      'a later version',
      edited((json) => {
        json.version = 2;
      }),
    ],
    [
      'an unknown field',
      edited((json) => {
        json.more = 1;
      }),
    ],
    [
      'a key that is none',
      edited((json) => {
        json.keys = ['AAAA'];
      }),
    ],
    [
      'an envelope that is none',
      edited((json) => {
        json.envelopes = [null];
      }),
    ],
    [
      'a signature that is none',
      edited((json) => {
        json.envelopes[0].signatures = [{}];
      }),
    ],
    [
      'two claims',
      edited((json) => {
        json.envelopes.push(json.envelopes[0]);
      }),
    ],
    ['more than is read', new Uint8Array(300 * 1024).fill(0x20)],
  ])('cannot check signatures that are %s, and does not call them bad', (_, bytes) => {
    const verdict = verify(archive, bytes, trusting(key));
    expect(verdict).toMatchObject({ ok: false, outcome: 'cannot-check', plugin: 'sample-plugin' });
    expect(verdict.reasons[0]).toMatch(/^This could not be checked, so it is not trusted: /);
  });

  test('words a fault of its own as such', () => {
    const broken = {
      ...trusting(key),
      get pins(): never {
        throw new TypeError('x is undefined');
      },
    };
    expect(verify(archive, bundle, broken)).toMatchObject({ ok: false, outcome: 'cannot-check' });
  });

  test.each<[string, (predicate: JsonObject) => JsonObject]>([
    ['fewer permissions', (predicate) => ({ ...predicate, permissions: [] })],
    ['another manifest', (predicate) => ({ ...predicate, manifest: { sha256: '0'.repeat(64) } })],
    ['a field nobody knows', (predicate) => ({ ...predicate, extra: true })],
  ])('says tampered where the statement names %s', (_, change) => {
    const parsed = parseBundle(bundle).envelopes[0];
    const statement = JSON.parse(Buffer.from(parsed?.payload ?? '', 'base64').toString());
    const payload = toCanonicalBytes({ ...statement, predicate: change(statement.predicate) });
    const envelopes = [createEnvelope(statementPayloadType, payload, [key])];
    const forged = encodeBundle({ envelopes, rotations: [], keys: new Map([[key.fingerprint, key.publicKey]]) });
    expect(outcomeOf(archive, forged, trusting(key))).toEqual([false, 'tampered']);
  });
});

describe('sign', () => {
  test('gives the same bytes for the same key and time', () => {
    expect(sign(archive, key, { createdAt: now })).toEqual(bundle);
  });

  test('adds a second signature to the same statement', () => {
    const both = sign(archive, other, { createdAt: now + 5, addTo: bundle });
    expect(parseBundle(both).envelopes[0]?.signatures.map(({ keyid }) => keyid)).toEqual([
      key.fingerprint,
      other.fingerprint,
    ]);
    for (const one of [key, other]) expect(outcomeOf(archive, both, trusting(one))).toEqual([true, 'trusted']);
    expect(outcomeOf(archive, both, revoking(trusting(key), other))).toEqual([false, 'revoked']);
    const torn = edited((json) => {
      json.envelopes[0].signatures[1].sig = json.envelopes[0].signatures[0].sig;
    }, both);
    expect(outcomeOf(archive, torn, trusting(key))).toEqual([false, 'bad-signature']);
  });

  test('adds to nothing it does not fit', () => {
    const adding = (bytes: Uint8Array, by: typeof key) => () => sign(bytes, by, { createdAt: now, addTo: bundle });
    expect(adding(archive, key)).toThrow(expect.objectContaining({ code: 'signature.signed-already' }));
    expect(adding(next, other)).toThrow(expect.objectContaining({ code: 'signature.not-this-archive' }));
    const stranger = createSigningKey('Somebody Else');
    expect(adding(archive, stranger)).toThrow(expect.objectContaining({ code: 'signature.other-publisher' }));
  });

  test('refuses an archive that cannot be read', () => {
    expect(() => sign(archive.subarray(1), key, { createdAt: now })).toThrow(
      expect.objectContaining({ code: expect.stringMatching(/^archive\./) }),
    );
  });
});

describe('what is signed', () => {
  // The example of the DSSE specification.
  test('is type and payload with their lengths', () => {
    const signed = toSignedBytes('http://example.com/HelloWorld', new TextEncoder().encode('hello world'));
    expect(Buffer.from(signed).toString()).toBe('DSSEv1 29 http://example.com/HelloWorld 11 hello world');
  });

  test('counts bytes, not characters', () => {
    expect(Buffer.from(toSignedBytes('é', new Uint8Array(0))).toString()).toBe('DSSEv1 2 é 0 ');
  });
});

describe('rotations and revocations', () => {
  test('hold for the keys that signed them', () => {
    expect(readRotation(createRotation(key, other, now))).toEqual({ from: key.fingerprint, to: other.fingerprint });
    const revocation = createRevocation(key, { revokedAt: now, reason: 'The machine was stolen' });
    expect(readRevocation(revocation)).toEqual({
      fingerprint: key.fingerprint,
      publisher: 'Example Labs',
      revokedAt: now,
      reason: 'The machine was stolen',
    });
  });

  test('hold for nobody else', () => {
    const payload = Buffer.from(createRevocation(key, { revokedAt: now, reason: 'x' }).payload, 'base64');
    const byThief = createEnvelope(statementPayloadType, payload, [thief]);
    expect(() => readRevocation(byThief)).toThrow(expect.objectContaining({ code: 'key.bad-record' }));
    expect(() => readRevocation(createRotation(key, other, now))).toThrow(
      expect.objectContaining({ code: 'key.bad-record' }),
    );
    expect(readRotation(createRevocation(key, { revokedAt: now, reason: 'x' }))).toBeUndefined();
    const odd = { subject: 'x', sha256: '0'.repeat(64), predicateType: 'urn:omnitrade:key-rotation:1', predicate: {} };
    expect(readRotation(createEnvelope(statementPayloadType, encodeStatement(odd), [key]))).toBeUndefined();
  });
});
