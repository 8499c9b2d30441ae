/** What can be chosen when plugins change: what is installed, what was kept, what sources hold now, what a catalogue lists. */

import type { JsonObject, KeptVersion, PluginCatalogue, PluginRecord } from '@omnitrade/contracts';
import type { Catalogue, Release } from '@omnitrade/registry';
import type { FetchedPackage } from '../sources/fetch.ts';

/** Where a version comes from, and with it what bringing it in takes. */
export type Origin =
  | { readonly from: 'source'; readonly fetched: FetchedPackage }
  | { readonly from: 'installed' }
  | { readonly from: 'kept'; readonly kept: KeptVersion }
  | { readonly from: 'catalogue' };

interface Offer {
  readonly origin: Origin;
  readonly release: Release;
}

/** So many plugins are looked up for one change; what lies beyond counts as unknown. */
const maxNames = 5_000;

export class Offers {
  readonly #byName = new Map<string, Map<string, Offer>>();

  /** What was offered first stands: origins are added in the order in which they are preferred. */
  add(name: string, version: string, release: Release, origin: Origin): void {
    const versions = this.#byName.get(name) ?? new Map<string, Offer>();
    this.#byName.set(name, versions);
    if (!versions.has(version)) versions.set(version, { origin, release });
  }

  addPackage(fetched: FetchedPackage): void {
    const { manifest, manifestJson } = fetched.files;
    this.add(manifest.name, manifest.version, toRelease(manifestJson), { from: 'source', fetched });
  }

  originOf(name: string, version: string): Origin | undefined {
    return this.#byName.get(name)?.get(version)?.origin;
  }

  releaseOf(name: string, version: string): Release | undefined {
    return this.#byName.get(name)?.get(version)?.release;
  }

  /** Every plugin that any release of `name` may need. */
  neededBy(name: string): string[] {
    const releases = this.#byName.get(name)?.values() ?? [];
    return [...releases].flatMap(({ release }) => namesOf(release));
  }

  get catalogue(): Catalogue {
    const toReleases = (versions: ReadonlyMap<string, Offer>) =>
      Object.fromEntries([...versions].map(([version, { release }]) => [version, release]));
    return { plugins: Object.fromEntries([...this.#byName].map(([name, all]) => [name, toReleases(all)])) };
  }
}

export interface OfferSources {
  /** What is asked for by its package, and packages that may be used if they are needed. */
  readonly packages: readonly FetchedPackage[];
  readonly records: readonly PluginRecord[];
  readonly kept: readonly KeptVersion[];
  readonly catalogue?: PluginCatalogue;
  /** Names asked for; with what they need, they are looked up in the catalogue. */
  readonly names: readonly string[];
  /** What the source of an installed plugin holds now; looked at for each name that is looked up. */
  readonly current?: (record: PluginRecord) => Promise<FetchedPackage | undefined>;
}

export async function gatherOffers(sources: OfferSources): Promise<Offers> {
  const offers = new Offers();
  for (const fetched of sources.packages) offers.addPackage(fetched);
  for (const { id, version, manifest } of sources.records)
    offers.add(id, version, toRelease(manifest), { from: 'installed' });
  for (const kept of sources.kept)
    offers.add(kept.record.id, kept.record.version, toRelease(kept.record.manifest), { from: 'kept', kept });
  await lookUp(offers, sources);
  return offers;
}

/** Follows needs from name to name, and from what is looked up to whoever is installed and needs it: that one may have to change too. */
async function lookUp(offers: Offers, { names, records, catalogue, current }: OfferSources): Promise<void> {
  const seen = new Set(names);
  for (const name of seen) {
    const record = records.find(({ id }) => id === name);
    const fetched = record && (await current?.(record));
    if (fetched) offers.addPackage(fetched);
    for (const [version, release] of Object.entries((await catalogue?.releases(name)) ?? {}))
      offers.add(name, version, release, { from: 'catalogue' });
    const dependents = records.filter(({ manifest }) => namesOf(toRelease(manifest)).includes(name));
    for (const next of [...offers.neededBy(name), ...dependents.map(({ id }) => id)])
      if (seen.size < maxNames) seen.add(next);
  }
}

/** From plugin.json, as far as choosing is concerned. */
export function toRelease({ dependencies, optionalDependencies, compatibility }: JsonObject): Release {
  const terminal = (compatibility as JsonObject | undefined)?.terminal;
  return {
    dependencies: toRanges(dependencies),
    optionalDependencies: toRanges(optionalDependencies),
    ...(typeof terminal === 'string' && { terminal }),
  };
}

function toRanges(given: unknown): Readonly<Record<string, string>> {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) return {};
  return Object.fromEntries(Object.entries(given).filter(([, range]) => typeof range === 'string'));
}

const namesOf = ({ dependencies = {}, optionalDependencies = {} }: Release): string[] => [
  ...Object.keys(dependencies),
  ...Object.keys(optionalDependencies),
];
