/** Certificates of a test's own authority, made on the spot: nothing outside the test trusts them. */

import { generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

const tags = {
  integer: 2,
  bits: 3,
  octets: 4,
  oid: 6,
  utf8: 12,
  sequence: 0x30,
  set: 0x31,
  time: 0x17,
  boolean: 1,
} as const;

function der(tag: number, ...parts: readonly Uint8Array[]): Buffer {
  const body = Buffer.concat(parts);
  if (body.length < 128) return Buffer.concat([Buffer.of(tag, body.length), body]);
  const size = body.length < 256 ? [body.length] : [body.length >> 8, body.length & 255];
  return Buffer.concat([Buffer.of(tag, 0x80 | size.length, ...size), body]);
}
const sequence = (...parts: readonly Uint8Array[]) => der(tags.sequence, ...parts);
const oid = (hex: string) => der(tags.oid, Buffer.from(hex, 'hex'));
const time = (text: string) => der(tags.time, Buffer.from(text));
const nameOf = (text: string) => sequence(der(tags.set, sequence(oid('550403'), der(tags.utf8, Buffer.from(text)))));
const ecdsaSha256 = sequence(oid('2a8648ce3d040302'));
const extension = (id: string, value: Buffer) => sequence(oid(id), der(tags.octets, value));

const toPem = (bytes: Buffer) =>
  `-----BEGIN CERTIFICATE-----\n${bytes
    .toString('base64')
    .match(/.{1,64}/g)
    ?.join('\n')}\n-----END CERTIFICATE-----\n`;
const newKeys = () => generateKeyPairSync('ec', { namedCurve: 'P-256' });

interface Wanted {
  readonly subject: string;
  readonly publicKey: KeyObject;
  readonly issuer: string;
  readonly issuerKey: KeyObject;
  readonly until?: string;
  readonly extensions: Buffer;
}

function certify({ subject, publicKey, issuer, issuerKey, until = '491231235959Z', extensions }: Wanted): string {
  const tbs = sequence(
    der(0xa0, der(tags.integer, Buffer.of(2))),
    der(tags.integer, Buffer.concat([Buffer.of(1), randomBytes(8)])),
    ecdsaSha256,
    nameOf(issuer),
    sequence(time('200101000000Z'), time(until)),
    nameOf(subject),
    publicKey.export({ format: 'der', type: 'spki' }),
    der(0xa3, sequence(extensions)),
  );
  const signature = sign('sha256', tbs, issuerKey);
  return toPem(sequence(tbs, ecdsaSha256, der(tags.bits, Buffer.of(0), signature)));
}

export interface TestAuthority {
  /** What a policy must trust. */
  readonly ca: string;
  issue(hosts: readonly string[], until?: string): { readonly cert: string; readonly key: string };
}

export function createTestAuthority(issuer = 'Test authority'): TestAuthority {
  const { publicKey, privateKey } = newKeys();
  const isAuthority = extension('551d13', sequence(der(tags.boolean, Buffer.of(255))));
  const ca = certify({ subject: issuer, publicKey, issuer, issuerKey: privateKey, extensions: isAuthority });
  return {
    ca,
    issue(hosts, until) {
      const keys = newKeys();
      const names = sequence(...hosts.map((host) => der(0x82, Buffer.from(host))));
      const cert = certify({
        ...{ subject: hosts[0] as string, publicKey: keys.publicKey, issuer, issuerKey: privateKey },
        ...(until !== undefined && { until }),
        extensions: extension('551d11', names),
      });
      return { cert, key: keys.privateKey.export({ format: 'pem', type: 'pkcs8' }) as string };
    },
  };
}
