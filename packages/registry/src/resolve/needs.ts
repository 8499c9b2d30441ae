/** What the versions of one plugin need, versions that need the same taken together. */

import { listNeeds, type Release, type ReleaseNeed, releaseOf } from '../catalogue.ts';
import { addBit, type Bits, emptyBits } from './bits.ts';
import type { PluginChoice } from './problem.ts';

/** What some versions of a plugin need. */
export interface Need extends ReleaseNeed {
  readonly plugin: PluginChoice;
  /** The versions of `plugin` that need it. */
  readonly set: Bits;
}

/** Looks at no more versions than it must: mostly the first one chosen is the one that stays. */
export class NeedReader {
  readonly #plugin: PluginChoice;
  readonly #releases: Readonly<Record<string, Release>>;
  readonly #known = new Map<string, Map<string, Need>>();
  #reads = 0;
  #isWhole = false;

  constructor(plugin: PluginChoice, releases: Readonly<Record<string, Release>>) {
    this.#plugin = plugin;
    this.#releases = releases;
  }

  /** The needs of the version at `bit`, by name. */
  read(bit: number): Need[] {
    if (this.#reads++ === 1) this.#readAll();
    const needs = this.#listNeeds(bit).map((need) => this.#intern(need));
    return needs.sort((a, b) => (a.name < b.name ? -1 : 1));
  }

  #intern(need: ReleaseNeed): Need {
    const ranges = this.#rangesOf(need);
    let known = ranges.get(need.range);
    if (known === undefined) {
      const { name, range, optional } = need;
      const set = this.#isWhole ? emptyBits(this.#plugin.size) : this.#findSame(need);
      known = { name, range, optional, plugin: this.#plugin, set };
      ranges.set(need.range, known);
    }
    return known;
  }

  #rangesOf({ name, optional }: ReleaseNeed): Map<string, Need> {
    const key = optional ? `${name}?` : name;
    let ranges = this.#known.get(key);
    if (ranges === undefined) {
      ranges = new Map();
      this.#known.set(key, ranges);
    }
    return ranges;
  }

  /** The versions that need just this. */
  #findSame({ name, range, optional }: ReleaseNeed): Bits {
    const set = emptyBits(this.#plugin.size);
    const texts = this.#plugin.versions.texts;
    for (let i = 0; i < texts.length; i++) {
      const { dependencies, optionalDependencies } = releaseOf(this.#releases, texts[i] as string);
      const isOptional = optionalDependencies !== undefined && Object.hasOwn(optionalDependencies, name);
      if (isOptional !== optional) continue;
      const listed = optional ? optionalDependencies : dependencies;
      if (listed && Object.hasOwn(listed, name) && listed[name] === range) addBit(set, i + 1);
    }
    return set;
  }

  /** Once a second version is looked at, a third is likely: all of them in one go. */
  #readAll(): void {
    this.#isWhole = true;
    for (let bit = 1; bit < this.#plugin.size; bit++)
      for (const need of this.#listNeeds(bit)) addBit(this.#intern(need).set, bit);
  }

  #listNeeds(bit: number): ReleaseNeed[] {
    return listNeeds(releaseOf(this.#releases, this.#plugin.versions.texts[bit - 1] as string));
  }
}
