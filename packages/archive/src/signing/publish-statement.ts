/** What a publisher's key says of an archive, written from the archive and compared with it. */

import type { JsonObject } from '@omnitrade/contracts';
import type { Archive } from '../read-archive.ts';
import type { Envelope } from './dsse.ts';
import { predicateTypes, readStatement, type Statement } from './statement.ts';

export interface PublishClaim {
  readonly envelope: Envelope;
  readonly statement: Statement;
  readonly publisher: string;
  /** Epoch milliseconds, by the publisher's clock. */
  readonly createdAt: number;
}

export function toPublishStatement(archive: Archive, publisher: string, createdAt: number): Statement {
  const { manifest, manifestSha256, sha256 } = archive;
  return {
    subject: `${manifest.name}@${manifest.version}`,
    sha256,
    predicateType: predicateTypes.publish,
    predicate: {
      publisher,
      createdAt,
      manifest: { sha256: manifestSha256 },
      permissions: manifest.permissions.map(({ id }) => id),
    },
  };
}

/** The claim of an envelope; undefined if it makes no such claim, or nobody signed it. Not to be believed before its signatures are checked. */
export function readPublishClaim(envelope: Envelope): PublishClaim | undefined {
  const statement = readStatement(envelope);
  if (statement?.predicateType !== predicateTypes.publish) return undefined;
  const { publisher, createdAt } = statement.predicate as JsonObject;
  if (typeof publisher !== 'string' || typeof createdAt !== 'number' || envelope.signatures.length === 0)
    return undefined;
  return { envelope, statement, publisher, createdAt };
}
