/** An archive as a source: read and judged in a thread of its own, and taken only on the word of a key that is believed. */

import { type RecordedContribution, type Trust, toCanonicalJson, verifyFile } from '@omnitrade/archive';
import type { ArchiveSource, Contribution, Json, PackageFile } from '@omnitrade/contracts';
import { registryError } from '../errors.ts';
import type { PluginPackage } from './package-files.ts';
import { toPluginPackage } from './packed-files.ts';
import type { TrustStore } from './trust.ts';

/** Whose word a package was taken on, or would be. */
export interface SignedBy {
  readonly outcome: 'trusted' | 'private';
  readonly publisher: string;
  readonly fingerprint: string;
  /** The key is believed here; a new one has to be compared by a person first. */
  readonly known: boolean;
  readonly reviewed: boolean;
  /** Whole sentences. */
  readonly reasons: readonly string[];
}

export interface ArchiveWish {
  /** The fingerprint its user has compared: believed for a plugin that is not yet taken under another key. */
  readonly pin?: string;
  /** Nothing will be installed, so a key that nobody has compared yet may be shown. */
  readonly dryRun?: boolean;
}

export interface FetchedArchive {
  readonly source: ArchiveSource;
  readonly files: PluginPackage;
  readonly stored: readonly PackageFile[];
  readonly recorded: readonly RecordedContribution[];
  readonly signed: SignedBy;
  /** Binds the plugin to the key it is installed under. */
  bind(): Promise<void>;
}

/** Throws `archive.unreadable`, `registry.not-trusted`, `registry.unknown-key` and what {@link toPluginPackage} throws. */
export async function fetchArchive(
  { path, uploadedAs }: ArchiveSource,
  { pin, dryRun = false }: ArchiveWish,
  trustStore: TrustStore,
  now: number,
): Promise<FetchedArchive> {
  const trust = await trustStore.read(now);
  const verdict = await verifyFile(path, trust);
  const { outcome, publisher, fingerprint, plugin, version, reasons, whole, reviewed } = verdict;
  const judged = outcome === 'trusted' || outcome === 'private';
  if (!judged || !whole || publisher === undefined || fingerprint === undefined || plugin === undefined)
    throw registryError('not-trusted', {
      what: plugin ? `${plugin} ${version}` : (uploadedAs ?? path),
      outcome,
      reasons,
    });
  const known = verdict.ok;
  if (!known && pin !== undefined && pin !== fingerprint)
    throw registryError('other-key', { plugin, pin, publisher, fingerprint });
  if (!known && pin === undefined && !dryRun)
    throw registryError('unknown-key', { plugin, version: version as string, publisher, fingerprint });
  const { files, contributions: recorded, sha256 } = whole;
  const signer = { publisher, fingerprint, sha256, reviewed };
  return {
    source: { kind: 'archive', path, ...(uploadedAs !== undefined && { uploadedAs }), signed: signer },
    files: toPluginPackage(files, plugin),
    stored: Array.from(files, ([file, data]) => ({ path: file, data })),
    recorded,
    signed: { outcome, publisher, fingerprint, known, reviewed, reasons },
    bind: async () => {
      if (!isPinned(trust, plugin, fingerprint)) await trustStore.pin(plugin, fingerprint, now);
    },
  };
}

const isPinned = ({ pins }: Trust, plugin: string, fingerprint: string) => pins.get(plugin) === fingerprint;

/** What of the recorded contributions the trial did not show, and the other way round; empty if they are the same. */
export function compareRecorded(
  recorded: readonly RecordedContribution[],
  shown: readonly Contribution[],
): readonly string[] {
  const toTexts = (all: readonly { readonly point: string; readonly id: string; readonly info: unknown }[]) =>
    new Map(
      all.map(({ point, id, info }) => [`${point} ${id}`, toCanonicalJson(JSON.parse(JSON.stringify(info)) as Json)]),
    );
  const [said, seen] = [toTexts(recorded), toTexts(shown)];
  return [...new Set([...said.keys(), ...seen.keys()])].filter((key) => said.get(key) !== seen.get(key)).sort();
}
