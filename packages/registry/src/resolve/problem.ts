/** What a resolution knows of plugins, read from the catalogue when they are first reached, and not before. */

import {
  type Catalogue,
  type Installed,
  type PluginRequest,
  type Release,
  releaseOf,
  releasesOf,
} from '../catalogue.ts';
import { addBit, type Bits, emptyBits, hasBit, isEmpty, rangeBits, subtract } from './bits.ts';
import { createIncompatibility, type Incompatibility, type Variable } from './incompatibility.ts';
import { type Need, NeedReader } from './needs.ts';
import { absentBit, RangeReader, VersionList } from './versions.ts';
import { listWorking } from './working.ts';

/** A plugin as something to choose: not installed, or one of its versions. */
export interface PluginChoice extends Variable {
  readonly name: string;
  readonly versions: VersionList;
  /** Place of the installed version in sets. */
  readonly installed: number | undefined;
  /** Ask for the newest version although another one is installed. */
  readonly newest: boolean;
  /** What is known of this plugin alone. */
  readonly known: readonly Premise[];
}

/** An optional dependency as something to choose: left out (0) or not (1). */
export interface OptionalChoice extends Variable {
  readonly need: Need;
}

/** A need as the solver takes it in. */
export interface Requirement {
  readonly need: Need;
  readonly needs: PluginChoice;
  /** Undefined where every version of the two fits. */
  readonly premise: Premise | undefined;
  /** Only for what is optional. */
  readonly option: OptionalChoice | undefined;
}

/** A fact as the solver carries it: what {@link Fact} says, not yet in words. */
export type Given =
  | { readonly kind: 'request'; readonly plugin: PluginChoice; readonly range: string }
  | {
      readonly kind: 'dependency';
      readonly plugin: PluginChoice;
      readonly set: Bits;
      readonly needs: PluginChoice;
      readonly range: string;
    }
  | { readonly kind: 'terminal'; readonly plugin: PluginChoice; readonly set: Bits; readonly range: string }
  | { readonly kind: 'yanked'; readonly plugin: PluginChoice; readonly set: Bits }
  | { readonly kind: 'pinned'; readonly plugin: PluginChoice; readonly version: string }
  | { readonly kind: 'installed'; readonly plugin: PluginChoice; readonly version: string }
  | { readonly kind: 'unknown'; readonly plugin: PluginChoice }
  | { readonly kind: 'no-version'; readonly plugin: PluginChoice; readonly range: string };

export type Premise = Incompatibility<Given>;

export interface ProblemInput {
  readonly catalogue: Catalogue;
  readonly requests: readonly PluginRequest[];
  readonly installed: Installed;
  readonly terminal: string;
}

export class Problem {
  /** Names of the plugins asked for, then of those that must go on working; each part by name. */
  readonly roots: readonly string[];
  readonly #input: ProblemInput;
  readonly #reader = new RangeReader();
  readonly #terminal: VersionList;
  readonly #kept: ReadonlySet<string>;
  readonly #requests = new Map<string, PluginRequest[]>();
  readonly #plugins = new Map<string, PluginChoice>();
  readonly #requirements = new Map<PluginChoice, { readonly reader: NeedReader; readonly byBit: Requirement[][] }>();
  readonly #known = new Map<Need, Requirement>();
  readonly #absences = new Map<string, Given>();
  #variables = 0;

  constructor(input: ProblemInput) {
    this.#input = input;
    this.#terminal = new VersionList([input.terminal], this.#reader);
    for (const request of input.requests) {
      const same = this.#requests.get(request.name);
      if (!same) this.#requests.set(request.name, [request]);
      else if (!same.some(({ range }) => range === request.range)) same.push(request);
    }
    for (const same of this.#requests.values()) same.sort((a, b) => (a.range < b.range ? -1 : 1));
    const working = listWorking(input, (text, range) => this.#isIn(text, range));
    const kept = working.filter((name) => !this.#requests.has(name)).sort();
    this.#kept = new Set(kept);
    this.roots = [...[...this.#requests.keys()].sort(), ...kept];
  }

  isRequested(name: string): boolean {
    return this.#requests.has(name);
  }

  /** True for an installed plugin that nobody asked for and that must go on working. */
  isKept(name: string): boolean {
    return this.#kept.has(name);
  }

  plugin(name: string): PluginChoice {
    let plugin = this.#plugins.get(name);
    if (plugin === undefined) {
      plugin = this.#read(name);
      this.#plugins.set(name, plugin);
    }
    return plugin;
  }

  /** What the version at `bit` needs, by name. */
  requirementsOf(plugin: PluginChoice, bit: number): readonly Requirement[] {
    let all = this.#requirements.get(plugin);
    if (all === undefined) {
      const reader = new NeedReader(plugin, releasesOf(this.#input.catalogue, plugin.name));
      all = { reader, byBit: [] };
      this.#requirements.set(plugin, all);
    }
    let requirements = all.byBit[bit];
    if (requirements === undefined) {
      requirements = all.reader.read(bit).map((need) => this.#toRequirement(need));
      all.byBit[bit] = requirements;
    }
    return requirements;
  }

  #toRequirement(need: Need): Requirement {
    let requirement = this.#known.get(need);
    if (requirement === undefined) {
      requirement = need.optional ? this.#createOption(need) : this.#createRequirement(need);
      this.#known.set(need, requirement);
    }
    return requirement;
  }

  #createRequirement(need: Need): Requirement {
    const { plugin, set, name, range } = need;
    const needs = this.plugin(name);
    const facts: Given[] = [{ kind: 'dependency', plugin, set, needs, range }, ...this.#absence(needs, range)];
    const premise = createIncompatibility(
      [
        { variable: plugin, set },
        { variable: needs, set: needs.versions.outOfRange(range) },
      ],
      facts,
    );
    return { need, needs, premise, option: undefined };
  }

  #createOption(need: Need): Requirement {
    const needs = this.plugin(need.name);
    const option: OptionalChoice = { id: this.#variables++, size: 2, need };
    const taken = { variable: option, set: rangeBits(2, 1, 2) };
    const out = { variable: needs, set: needs.versions.outOfRange(need.range) };
    const premise = createIncompatibility<Given>([taken, { variable: need.plugin, set: need.set }, out], []);
    return { need, needs, premise, option };
  }

  #read(name: string): PluginChoice {
    const { catalogue, installed } = this.#input;
    const releases = releasesOf(catalogue, name);
    const here = Object.hasOwn(installed, name) ? installed[name] : undefined;
    const texts = Object.keys(releases);
    if (here && !Object.hasOwn(releases, here.version)) texts.push(here.version);
    const versions = new VersionList(texts, this.#reader);
    const requests = this.#requests.get(name) ?? [];
    const known: Premise[] = [];
    const plugin: PluginChoice = {
      id: this.#variables++,
      size: versions.size,
      name,
      versions,
      installed: here && versions.bitOf(here.version),
      newest: requests.some(({ newest }) => newest === true),
      known,
    };
    const learn = (set: Bits, ...facts: Given[]) => {
      const premise = createIncompatibility([{ variable: plugin, set }], facts);
      if (premise) known.push(premise);
    };
    for (const { range } of requests)
      learn(versions.outOfRange(range), { kind: 'request', plugin, range }, ...this.#absence(plugin, range));
    const absent = rangeBits(plugin.size, absentBit, absentBit + 1);
    if (here && this.#kept.has(name)) learn(absent, { kind: 'installed', plugin, version: here.version });
    if (here?.pinned) {
      const others = rangeBits(plugin.size, 1, plugin.size);
      learn(subtract(others, single(plugin)), { kind: 'pinned', plugin, version: here.version });
    }
    this.#readLimits(plugin, releases, learn);
    return plugin;
  }

  /** Which versions are withdrawn or made for other terminals. */
  #readLimits(
    plugin: PluginChoice,
    releases: Readonly<Record<string, Release>>,
    learn: (set: Bits, fact: Given) => void,
  ): void {
    const yanked = emptyBits(plugin.size);
    const foreign = new Map<string, Bits>();
    for (const [i, text] of plugin.versions.texts.entries()) {
      const release = releaseOf(releases, text);
      if (release.yanked && i + 1 !== plugin.installed) addBit(yanked, i + 1);
      if (release.terminal === undefined || hasBit(this.#terminal.inRange(release.terminal), 1)) continue;
      const set = foreign.get(release.terminal) ?? emptyBits(plugin.size);
      addBit(set, i + 1);
      foreign.set(release.terminal, set);
    }
    for (const [range, set] of [...foreign].sort(([a], [b]) => (a < b ? -1 : 1)))
      learn(set, { kind: 'terminal', plugin, set, range });
    learn(yanked, { kind: 'yanked', plugin, set: yanked });
  }

  /** The fact that nothing lies in a range, if nothing does. */
  #absence(plugin: PluginChoice, range: string): Given[] {
    if (!isEmpty(plugin.versions.inRange(range))) return [];
    const isUnknown = plugin.size === 1;
    const key = isUnknown ? plugin.name : `${plugin.name} ${range}`;
    let absence = this.#absences.get(key);
    if (absence === undefined) {
      absence = isUnknown ? { kind: 'unknown', plugin } : { kind: 'no-version', plugin, range };
      this.#absences.set(key, absence);
    }
    return [absence];
  }

  #isIn(version: string, range: string): boolean {
    return hasBit(new VersionList([version], this.#reader).inRange(range), 1);
  }
}

function single(plugin: PluginChoice): Bits {
  const set = emptyBits(plugin.size);
  if (plugin.installed !== undefined) addBit(set, plugin.installed);
  return set;
}
