/**
 * The order in which versions are chosen. First the plugins asked for, by name; then the installed ones that must go on
 * working, by name; then whatever those need, in the order in which it is first needed. Each gets its installed version,
 * else the newest, for which a whole plan exists beside what was chosen before it. Learned incompatibilities only save
 * work: a plain search in the same order would find the same plan.
 */

import { addBit, type Bits, emptyBits, hasBit, highestBit, isSingle } from './bits.ts';
import type { Budget } from './budget.ts';
import type { Need } from './needs.ts';
import type { Given, OptionalChoice, PluginChoice, Premise, Problem } from './problem.ts';
import { Solver } from './solver.ts';

export interface Solution {
  readonly ok: true;
  /** The chosen place of each plugin, in the order of choice. */
  readonly chosen: ReadonlyMap<PluginChoice, number>;
  /** Optional dependencies that are part of the plan. */
  readonly taken: ReadonlySet<Need>;
  /** Optional dependencies that had to be left out. */
  readonly left: readonly Need[];
}

/** The incompatibility without terms, and all it was learned from. */
export interface Refutation {
  readonly ok: false;
  readonly proof: Premise;
}

export function search(problem: Problem, budget: Budget): Solution | Refutation {
  return new Search(problem, budget).run();
}

type Item = PluginChoice | OptionalChoice;

class Search {
  readonly #problem: Problem;
  readonly #solver: Solver<Given>;
  /** Everything to be chosen; what stands before the cursor is chosen. */
  readonly #queue: Item[] = [];
  readonly #queued = new Set<Item>();
  readonly #stated = new Set<Premise>();
  /** Cursor and length of the queue at each decision. */
  readonly #marks: { readonly cursor: number; readonly length: number }[] = [];
  #cursor = 0;

  constructor(problem: Problem, budget: Budget) {
    this.#problem = problem;
    this.#solver = new Solver(budget);
  }

  run(): Solution | Refutation {
    let contradiction = this.#enqueueRoots();
    for (;;) {
      contradiction ??= this.#solver.propagate();
      if (contradiction) {
        const lesson = this.#solver.learn(contradiction);
        if (lesson.level === undefined) return { ok: false, proof: lesson.proof };
        this.#returnTo(lesson.level);
        contradiction = undefined;
      } else if (this.#cursor === this.#queue.length) return this.#toSolution();
      else contradiction = this.#choose(this.#queue[this.#cursor] as Item);
    }
  }

  #enqueueRoots(): Premise | undefined {
    for (const name of this.#problem.roots) {
      const contradiction = this.#enqueue(this.#problem.plugin(name));
      if (contradiction) return contradiction;
    }
    return undefined;
  }

  #choose(item: Item): Premise | undefined {
    const domain = this.#solver.domain(item);
    if (!isSingle(domain)) {
      this.#marks.push({ cursor: this.#cursor, length: this.#queue.length });
      const choice = emptyBits(item.size);
      addBit(choice, prefer(item, domain));
      this.#solver.decide(item, choice);
      return undefined;
    }
    this.#cursor++;
    const chosen = highestBit(domain);
    if ('need' in item) return chosen === 1 ? this.#enqueue(this.#problem.plugin(item.need.name)) : undefined;
    return this.#expand(item, chosen);
  }

  /** Takes in what a chosen version needs. */
  #expand(plugin: PluginChoice, chosen: number): Premise | undefined {
    let contradiction: Premise | undefined;
    const isNew = chosen !== plugin.installed || this.#problem.isRequested(plugin.name);
    for (const { needs, premise, option } of this.#problem.requirementsOf(plugin, chosen)) {
      // What was left out or removed once does not come back with a plugin that stays as it is.
      if (option && !isNew) continue;
      contradiction ??= this.#open(needs);
      contradiction ??= this.#enqueue(option ?? needs);
      if (premise) contradiction ??= this.#state(premise);
    }
    return contradiction;
  }

  #state(premise: Premise): Premise | undefined {
    if (this.#stated.has(premise)) return this.#solver.check(premise);
    this.#stated.add(premise);
    return this.#solver.add(premise);
  }

  #open(item: Item): Premise | undefined {
    if (this.#solver.isOpen(item)) return undefined;
    return this.#solver.open(item, 'need' in item ? [] : item.known);
  }

  #enqueue(item: Item): Premise | undefined {
    if (this.#queued.has(item)) return undefined;
    this.#queued.add(item);
    this.#queue.push(item);
    return this.#open(item);
  }

  #returnTo(level: number): void {
    const { cursor, length } = this.#marks[level] as { cursor: number; length: number };
    this.#marks.length = level;
    for (const item of this.#queue.splice(length)) this.#queued.delete(item);
    this.#cursor = cursor;
  }

  #toSolution(): Solution {
    const chosen = new Map<PluginChoice, number>();
    const taken = new Set<Need>();
    const left: Need[] = [];
    for (const item of this.#queue) {
      const value = highestBit(this.#solver.domain(item));
      if (!('need' in item)) chosen.set(item, value);
      else if (value === 1) taken.add(item.need);
      else left.push(item.need);
    }
    return { ok: true, chosen, taken, left };
  }
}

/** The installed version where that is wanted and possible, else the newest; an optional dependency is rather taken. */
function prefer(item: Item, domain: Bits): number {
  const installed = 'need' in item || item.newest ? undefined : item.installed;
  return installed !== undefined && hasBit(domain, installed) ? installed : highestBit(domain);
}
