/** From what the solver carries to facts and sentences, speaking only of versions that matter to the conflict at hand. */

import { findNearest } from '@omnitrade/contracts';
import semver from 'semver';
import { type Bits, emptyBits, hasBit, intersect, isEmpty, listBits, rangeBits, subtract, unite } from './bits.ts';
import type { Fact } from './facts.ts';
import type { Term } from './incompatibility.ts';
import type { Given, PluginChoice, Premise } from './problem.ts';
import { absentBit } from './versions.ts';
import { joinWords, toClause, withVersions } from './words.ts';

export interface Surroundings {
  readonly terminal: string;
  /** Every name there is, to find what a misspelt one meant. */
  readonly names: readonly string[];
}

export class Describer {
  readonly #givens = new Map<PluginChoice, Given[]>();
  /** The versions of a plugin that others need. */
  readonly #needed = new Map<PluginChoice, Bits>();
  readonly #surroundings: Surroundings;
  readonly #facts = new Map<Given, Fact>();
  readonly #relevant = new Map<PluginChoice, Bits>();

  constructor(premises: readonly Premise[], surroundings: Surroundings) {
    this.#surroundings = surroundings;
    for (const given of premises.flatMap(({ facts }) => facts)) {
      const same = this.#givens.get(given.plugin);
      if (same) same.push(given);
      else this.#givens.set(given.plugin, [given]);
      if (given.kind !== 'dependency') continue;
      const { needs, range } = given;
      this.#needed.set(needs, unite(this.#needed.get(needs) ?? emptyBits(needs.size), needs.versions.inRange(range)));
    }
  }

  toFact(given: Given): Fact {
    let fact = this.#facts.get(given);
    if (fact === undefined) {
      fact = this.#createFact(given);
      this.#facts.set(given, fact);
    }
    return fact;
  }

  toClause(given: Given): string {
    return toClause(this.toFact(given), given.plugin);
  }

  /** True if what `given` says, it says of every version in the range. */
  isOfAllIn(given: Given, range: string): boolean {
    const { plugin } = given;
    if (given.kind !== 'dependency') return false;
    return isEmpty(subtract(intersect(plugin.versions.inRange(range), this.#relevantOf(plugin)), given.set));
  }

  /** What it means that these terms cannot all hold. */
  toConclusion(terms: readonly Term[]): string {
    const present: string[] = [];
    const wanted: string[] = [];
    for (const { variable, set } of terms) {
      const plugin = variable as PluginChoice;
      if (!hasBit(set, absentBit)) present.push(this.#toSetText(plugin, set));
      else wanted.push(this.#toSetText(plugin, subtract(rangeBits(plugin.size, 1, plugin.size), set)));
    }
    if (wanted.length === 0) return `${joinWords(present)} cannot be installed${present.length > 1 ? ' together' : ''}`;
    if (present.length === 0) return `${joinWords(wanted, 'or')} must be installed`;
    return `${joinWords(present)} can only be installed with ${joinWords(wanted, 'or')}`;
  }

  #toSetText(plugin: PluginChoice, set: Bits): string {
    const versions = this.#toVersions(plugin, set);
    return versions.length === 0 ? `another version of ${plugin.name}` : withVersions(plugin, versions, 'or');
  }

  #createFact(given: Given): Fact {
    const { plugin: choice } = given;
    const plugin = choice.name;
    const { terminal, names } = this.#surroundings;
    switch (given.kind) {
      case 'request':
        return { kind: 'request', plugin, range: given.range };
      case 'pinned':
      case 'installed':
        return { kind: given.kind, plugin, version: given.version };
      case 'no-version':
        return { kind: 'no-version', plugin, range: given.range, ...findNewest(choice, given.range) };
      case 'unknown': {
        const nearest = findNearest(plugin, names);
        return { kind: 'unknown', plugin, ...(nearest && { nearest }) };
      }
      case 'yanked':
        return { kind: 'yanked', plugin, versions: this.#toVersions(choice, given.set) };
      case 'terminal':
        return {
          kind: 'terminal',
          plugin,
          versions: this.#toVersions(choice, given.set),
          range: given.range,
          terminal,
        };
      case 'dependency': {
        const versions = this.#toVersions(choice, given.set);
        return { kind: 'dependency', plugin, versions, needs: given.needs.name, range: given.range };
      }
    }
  }

  /** The versions in a set that matter, oldest first; all in the set if none does. */
  #toVersions(plugin: PluginChoice, set: Bits): string[] {
    const relevant = intersect(set, this.#relevantOf(plugin));
    return listBits(isEmpty(relevant) ? set : relevant)
      .filter((bit) => bit !== absentBit)
      .map((bit) => plugin.versions.texts[bit - 1] as string);
  }

  /** The versions that are asked for, or else needed by something. */
  #relevantOf(plugin: PluginChoice): Bits {
    let relevant = this.#relevant.get(plugin);
    if (relevant === undefined) {
      relevant = this.#findRelevant(plugin);
      this.#relevant.set(plugin, relevant);
    }
    return relevant;
  }

  #findRelevant(plugin: PluginChoice): Bits {
    let relevant = rangeBits(plugin.size, 1, plugin.size);
    let isRoot = false;
    for (const given of this.#givens.get(plugin) ?? []) {
      if (given.kind === 'request') relevant = intersect(relevant, plugin.versions.inRange(given.range));
      isRoot ||= given.kind === 'request' || given.kind === 'installed';
    }
    const needed = this.#needed.get(plugin);
    return needed && !isRoot ? intersect(relevant, needed) : relevant;
  }
}

/** Its newest release; and the newest pre-release whose release would lie in the range. */
function findNewest({ versions: { texts } }: PluginChoice, range: string): { newest: string; prerelease?: string } {
  const newest = texts.findLast((text) => !text.includes('-')) ?? (texts.at(-1) as string);
  const prerelease = texts.findLast((text) => text.includes('-') && semver.satisfies(text.replace(/-.*/, ''), range));
  return { newest, ...(prerelease && { prerelease }) };
}
