/** Puts the premises of one step of an argument into an order in which each leads to the next. */

import { listBits } from './bits.ts';
import type { Given, PluginChoice, Premise } from './problem.ts';

type Dependency = Extract<Given, { kind: 'dependency' }>;

export interface Narration {
  /** What is wanted of plugins that the rest is about. */
  readonly wanted: readonly Given[];
  /** Everything else, dependencies before what they run into. */
  readonly rest: readonly Given[];
}

export function narrate(premises: readonly Premise[]): Narration {
  return new Narrator(premises).tell();
}

class Narrator {
  readonly #needs = new Map<PluginChoice, Dependency[]>();
  readonly #others = new Map<PluginChoice, Given[]>();
  /** What a fact says of something that is not there, with that. */
  readonly #absences = new Map<Given, readonly Given[]>();
  readonly #told = new Set<Given>();
  readonly #wanted: Given[] = [];
  readonly #rest: Given[] = [];

  constructor(premises: readonly Premise[]) {
    const all = premises.map(({ facts }) => facts as [Given, ...Given[]]);
    for (const [fact, ...absence] of all.sort(([a], [b]) => compareNames(a, b))) {
      this.#absences.set(fact, absence);
      if (fact.kind === 'dependency') append(this.#needs, fact.plugin, fact);
      else append(this.#others, fact.plugin, fact);
    }
  }

  tell(): Narration {
    const plugins = [...this.#needs.keys()];
    const rootsOf = (wish: Given['kind']) =>
      plugins.filter((plugin) => this.#others.get(plugin)?.some(({ kind }) => kind === wish));
    for (const root of [...rootsOf('request'), ...rootsOf('installed'), ...plugins]) this.#follow(root);
    for (const others of this.#others.values()) this.#say(others, this.#rest);
    return { wanted: this.#wanted, rest: this.#rest };
  }

  /** A plugin's needs, each with the needs of what it needs behind it. */
  #follow(root: PluginChoice): void {
    const open = this.#enter(root);
    for (let need = open.pop(); need; need = open.pop()) {
      if (this.#told.has(need)) continue;
      this.#say([need], this.#rest);
      open.push(...this.#enter(need.needs));
    }
  }

  /** The needs of a plugin, first last. What is known of a plugin that needs nothing is told at the end. */
  #enter(plugin: PluginChoice): Dependency[] {
    const needs = this.#needs.get(plugin) ?? [];
    const others = this.#others.get(plugin) ?? [];
    if (needs.length === 0 || needs.some((need) => this.#told.has(need))) return [];
    this.#say(others.filter(isWish), this.#wanted);
    this.#say(others, this.#rest);
    return needs.toReversed();
  }

  #say(facts: readonly Given[], list: Given[]): void {
    for (const fact of facts)
      for (const one of [fact, ...(this.#absences.get(fact) ?? [])]) {
        if (this.#told.has(one)) continue;
        this.#told.add(one);
        list.push(one);
      }
  }
}

function isWish({ kind }: Given): boolean {
  return kind === 'request' || kind === 'installed';
}

function compareNames(a: Given, b: Given): number {
  const [x, y] = [toKey(a), toKey(b)];
  return x < y ? -1 : x > y ? 1 : 0;
}

/** Plugin by plugin, and within one by the oldest version spoken of. */
function toKey(given: Given): string {
  const oldest = 'set' in given ? `${listBits(given.set)[0]}`.padStart(6, '0') : '';
  return `${given.plugin.name} ${oldest} ${given.kind === 'dependency' ? given.needs.name : given.kind} ${'range' in given ? given.range : ''}`;
}

function append<K, V>(lists: Map<K, V[]>, key: K, value: V): void {
  const list = lists.get(key);
  if (list) list.push(value);
  else lists.set(key, [value]);
}
