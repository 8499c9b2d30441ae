import { generateKeyPairSync } from 'node:crypto';
import type { JsonObject } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { openKey, parseKeyFile, sealKey } from './key-file.ts';
import { isFingerprint, parseFingerprint, parsePublicKey, toFingerprint } from './public-key.ts';
import { createSigningKey } from './signing-key.ts';

const key = createSigningKey('Example Labs');
const passphrase = 'four words of mine';
/** The least that is accepted: these tests are about locks, not about the time of opening them. */
const cost = 2 ** 14;
const sealed = sealKey(key, { createdAt: 5, passphrase, cost });
const write = (json: JsonObject) => JSON.stringify(json, null, 2);
const bits = (one: typeof key) => one.privateKey.export({ type: 'pkcs8', format: 'der' });

describe('a key file', () => {
  test('gives the key back to whoever knows its passphrase', () => {
    const file = parseKeyFile(write(sealed));
    expect(file).toMatchObject({ publisher: 'Example Labs', locked: true, status: 'active', createdAt: 5 });
    expect(bits(openKey(file, passphrase))).toEqual(bits(key));
  });

  test('opens for the same words in another spelling of Unicode', () => {
    const locked = sealKey(key, { createdAt: 0, passphrase: 'Caf\u00e9 at the corner', cost });
    expect(openKey(parseKeyFile(write(locked)), 'Cafe\u0301 at the corner').fingerprint).toBe(key.fingerprint);
  });

  test('stays shut without it or with another one', () => {
    const file = parseKeyFile(write(sealed));
    expect(() => openKey(file)).toThrow(expect.objectContaining({ code: 'key.needs-passphrase' }));
    expect(() => openKey(file, `${passphrase} `)).toThrow(expect.objectContaining({ code: 'key.wrong-passphrase' }));
  });

  test('holds nothing of the private key unless asked to', () => {
    const secret = bits(key).subarray(-32);
    const holds = (json: JsonObject) =>
      [...write(json).matchAll(/"([A-Za-z0-9+/=]{16,})"/g)].some(([, text]) =>
        Buffer.from(text as string, 'base64').includes(secret),
      );
    expect(holds(sealed)).toBe(false);
    const open = sealKey(key, { createdAt: 0 });
    expect(holds(open)).toBe(true);
    expect(bits(openKey(parseKeyFile(write(open))))).toEqual(bits(key));
  });

  test('is locked anew each time', () => {
    expect(sealKey(key, { createdAt: 5, passphrase, cost })).not.toEqual(sealed);
  });

  test('takes no short passphrase', () => {
    expect(() => sealKey(key, { createdAt: 0, passphrase: 'short', cost })).toThrow(
      expect.objectContaining({ code: 'key.weak-passphrase' }),
    );
  });

  test.each<[string, JsonObject]>([
    ['publisher', { publisher: 'Somebody Else' }],
    ['time', { createdAt: 6 }],
  ])('does not open with another %s beside the locked key', (_, change) => {
    const file = parseKeyFile(write({ ...sealed, ...change }));
    expect(() => openKey(file, passphrase)).toThrow(expect.objectContaining({ code: 'key.wrong-passphrase' }));
  });

  test('does not open with the public half of another key', () => {
    const { publicKey, fingerprint } = createSigningKey('Example Labs');
    const locked = parseKeyFile(write({ ...sealed, publicKey, fingerprint }));
    expect(() => openKey(locked, passphrase)).toThrow(expect.objectContaining({ code: 'key.wrong-passphrase' }));
    const open = parseKeyFile(write({ ...sealKey(key, { createdAt: 0 }), publicKey, fingerprint }));
    expect(() => openKey(open)).toThrow(expect.objectContaining({ code: 'key.bad-file' }));
  });

  const lockWith = (change: JsonObject) => ({
    ...sealed,
    privateKey: { ...(sealed.privateKey as JsonObject), ...change },
  });
  const kdf = (sealed.privateKey as JsonObject).kdf as JsonObject;
  test.each<[string, JsonObject]>([
    ['memory without end', lockWith({ kdf: { ...kdf, cost: 2 ** 30 } })],
    ['a cost of nothing', lockWith({ kdf: { ...kdf, cost: 2 } })],
    ['a cost that is no power of two', lockWith({ kdf: { ...kdf, cost: 100_000 } })],
    ['another way to make a key', lockWith({ kdf: { ...kdf, name: 'md5' } })],
    ['another cipher', lockWith({ cipher: 'aes-256-cbc' })],
    ['a short tag', lockWith({ tag: Buffer.alloc(4).toString('base64') })],
    ['no kdf', lockWith({ kdf: null })],
    ['an open key that is none', { ...sealed, privateKey: { kind: 'open', pkcs8: 'AAAA' } }],
  ])('refuses %s', (_, json) => {
    expect(() => openKey(parseKeyFile(write(json)), passphrase)).toThrow(
      expect.objectContaining({ code: 'key.bad-file' }),
    );
  });

  test.each<[string, string, string]>([
    ['no JSON', 'hello', 'key.bad-file'],
    ['null', 'null', 'key.bad-file'],
    ['a list', '[]', 'key.bad-file'],
    ['another kind', '{"format":"pem"}', 'key.bad-file'],
    ['a later version', write({ ...sealed, version: 2 }), 'key.bad-file'],
    ['a foreign fingerprint', write({ ...sealed, fingerprint: toFingerprint('AAAA') }), 'key.bad-file'],
    ['no private key', write({ ...sealed, privateKey: {} }), 'key.bad-file'],
    ['an unknown status', write({ ...sealed, status: 'fine' }), 'key.bad-file'],
    ['no public key', write({ ...sealed, publicKey: '' }), 'key.bad-public-key'],
    ['a publisher of two lines', write({ ...sealed, publisher: 'a\nb' }), 'key.bad-publisher'],
  ])('that is %s is refused', (_, text, code) => {
    expect(() => parseKeyFile(text)).toThrow(expect.objectContaining({ code }));
  });
});

describe('public keys', () => {
  test('are Ed25519 keys in one spelling and nothing else', () => {
    expect(parsePublicKey(key.publicKey).asymmetricKeyType).toBe('ed25519');
    const x25519 = generateKeyPairSync('x25519').publicKey.export({ type: 'spki', format: 'der' }).toString('base64');
    for (const other of [x25519, '', 'AAAA', `${key.publicKey} `, key.publicKey.replace(/=*$/, ''), null, 5])
      expect(() => parsePublicKey(other)).toThrow(expect.objectContaining({ code: 'key.bad-public-key' }));
  });

  test('have fingerprints that are read however they were copied', () => {
    const { fingerprint } = key;
    expect(fingerprint).toMatch(/^[0-9a-f]{4}(?:-[0-9a-f]{4}){15}$/);
    expect(isFingerprint(fingerprint)).toBe(true);
    for (const copied of [fingerprint.toUpperCase(), fingerprint.replaceAll('-', ' '), fingerprint.replaceAll('-', '')])
      expect(parseFingerprint(copied)).toBe(fingerprint);
    for (const wrong of ['', fingerprint.slice(1), `${fingerprint}0`, fingerprint.replace(/.$/, 'g')])
      expect(parseFingerprint(wrong)).toBeUndefined();
  });
});

describe('parseKeyFile', () => {
  test('answers any JSON by code and by nothing else', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(() => parseKeyFile(text)).toThrow(expect.objectContaining({ code: expect.stringMatching(/^key\./) }));
      }),
    );
  });
});
