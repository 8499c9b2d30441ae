/** How large an archive may be, in every direction. Whoever runs a registry of his own may raise them. */

export interface ArchiveLimits {
  /** The whole file. Nothing in it is compressed, so this bounds what it unpacks to as well: the ratio is 1. */
  readonly archiveBytes: number;
  readonly entryBytes: number;
  readonly entries: number;
  /** Of a path inside the archive. */
  readonly pathChars: number;
  /** Parts of a path, the file's own name among them. */
  readonly pathDepth: number;
  /** Of `META/contributions.json`. */
  readonly contributionBytes: number;
}

export const archiveLimits: ArchiveLimits = {
  archiveBytes: 64 * 1024 * 1024,
  entryBytes: 32 * 1024 * 1024,
  entries: 4096,
  pathChars: 200,
  pathDepth: 12,
  contributionBytes: 1024 * 1024,
};

/** What is read of a file of signatures before it is refused. */
export const bundleLimits = {
  bytes: 256 * 1024,
  envelopes: 16,
  signatures: 8,
  keys: 16,
  rotations: 16,
} as const;
