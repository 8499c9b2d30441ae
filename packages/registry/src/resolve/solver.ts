/**
 * Conflict-driven search over finite choices. Each choice has a domain of values it may still take; incompatibilities
 * narrow domains; a contradiction is traced back to the decisions it rests on and remembered as a new incompatibility,
 * so that no part of the search is ever repeated. Only the last decision of a contradiction is undone: what follows
 * from earlier ones is known with the level it rests on, and stays.
 */

import { type Bits, intersect, isDisjoint, isEmpty, isSubset, rangeBits, subtract, unite } from './bits.ts';
import type { Budget } from './budget.ts';
import type { Incompatibility, Term, Variable } from './incompatibility.ts';

/** One narrowing of a domain. */
interface Step<Fact> {
  readonly state: State<Fact>;
  /** The values that it takes away. */
  readonly excluded: Bits;
  /** What is left after it and all before it. */
  domain: Bits;
  /** Absent for decisions. */
  readonly reason: Incompatibility<Fact> | undefined;
  /** Number of decisions after which it holds; later decisions have no part in it. */
  readonly level: number;
  /** Place in the order of all steps; -1 for what held before the search began. */
  at: number;
}

/** The two terms of an incompatibility that are looked at when their variable narrows: neither holds, if that can be. */
interface Watch<Fact> {
  readonly incompatibility: Incompatibility<Fact>;
  first: number;
  second: number;
}

interface State<Fact> {
  readonly variable: Variable;
  readonly full: Bits;
  domain: Bits;
  steps: Step<Fact>[];
  /** True if no step rests on an earlier decision than the one before it. */
  isOrdered: boolean;
  readonly watches: Watch<Fact>[];
  /** First word of the set of each watch: mostly enough to see that a term does not hold. */
  readonly words: number[];
}

/** What a contradiction taught: the level to go on from, or that there is no answer at all. */
export type Lesson<Fact> =
  | { readonly level: number }
  | { readonly level: undefined; readonly proof: Incompatibility<Fact> };

export class Solver<Fact> {
  readonly #budget: Budget;
  readonly #states: (State<Fact> | undefined)[] = [];
  readonly #trail: Step<Fact>[] = [];
  readonly #decisions: Step<Fact>[] = [];
  /** Steps before this place have led to all they lead to. */
  #propagated = 0;

  constructor(budget: Budget) {
    this.#budget = budget;
  }

  /** Takes a variable in, with what is known of it alone. Returns a contradiction if that leaves it no value. */
  open(variable: Variable, known: readonly Incompatibility<Fact>[]): Incompatibility<Fact> | undefined {
    const full = rangeBits(variable.size, 0, variable.size);
    const state: State<Fact> = { variable, full, domain: full, steps: [], isOrdered: true, watches: [], words: [] };
    this.#states[variable.id] = state;
    for (const reason of known) {
      const excluded = reason.terms[0]?.set;
      if (!excluded || isSubset(state.domain, excluded)) return reason;
      if (isDisjoint(state.domain, excluded)) continue;
      state.domain = subtract(state.domain, excluded);
      state.steps.push({ state, excluded, domain: state.domain, reason, level: 0, at: -1 });
    }
    return undefined;
  }

  isOpen(variable: Variable): boolean {
    return this.#states[variable.id] !== undefined;
  }

  /** The values still possible; not to be written to. */
  domain(variable: Variable): Bits {
    return this.#stateOf(variable).domain;
  }

  decide(variable: Variable, choice: Bits): void {
    const state = this.#stateOf(variable);
    const excluded = subtract(state.full, choice);
    this.#decisions.push(this.#take(state, excluded, undefined, this.#decisions.length + 1));
  }

  /** Adds an incompatibility and draws its conclusion; returns it if it contradicts what holds. */
  add(incompatibility: Incompatibility<Fact>): Incompatibility<Fact> | undefined {
    const { terms } = incompatibility;
    if (terms.length > 1) {
      const [first, second] = terms.length === 2 ? [0, 1] : this.#findWatches(terms);
      const watch = { incompatibility, first, second };
      this.#watch(watch, terms[first] as Term);
      this.#watch(watch, terms[second] as Term);
    }
    return this.check(incompatibility);
  }

  /** Draws the conclusion of an incompatibility that was added before; returns it if it contradicts what holds. */
  check(incompatibility: Incompatibility<Fact>): Incompatibility<Fact> | undefined {
    let open: Term | undefined;
    for (const term of incompatibility.terms) {
      if (this.#holds(term)) continue;
      if (open) return undefined;
      open = term;
    }
    if (!open) return incompatibility;
    this.#exclude(open, incompatibility);
    return undefined;
  }

  /** Draws every conclusion from what was narrowed; returns an incompatibility whose terms all hold, if there is one. */
  propagate(): Incompatibility<Fact> | undefined {
    while (this.#propagated < this.#trail.length) {
      const contradiction = this.#visit((this.#trail[this.#propagated] as Step<Fact>).state);
      if (contradiction) return contradiction;
      this.#propagated++;
    }
    return undefined;
  }

  /** Traces a contradiction back to what it rests on, undoes the last decision of that, and remembers the rest. */
  learn(contradiction: Incompatibility<Fact>): Lesson<Fact> {
    const level = Math.max(0, ...contradiction.terms.map((term) => this.#levelOf(term)));
    this.#returnTo(level);
    const terms = new Map(contradiction.terms.map(({ variable, set }) => [variable, set]));
    const learnedFrom = [contradiction];
    for (;;) {
      const latest = this.#latest(terms, level);
      if (latest === undefined) break;
      const own = latest.state.variable;
      const reason = latest.reason as Incompatibility<Fact>;
      learnedFrom.push(reason);
      this.#budget.spend(reason.terms.length);
      for (const { variable, set } of reason.terms) {
        const before = terms.get(variable);
        const now = variable === own ? unite(before as Bits, set) : before ? intersect(before, set) : set;
        // A term that always holds says nothing.
        if (isSubset(this.#stateOf(variable).full, now)) terms.delete(variable);
        else terms.set(variable, now);
      }
    }
    const learned = { terms: Array.from(terms, ([variable, set]) => ({ variable, set })), facts: [], learnedFrom };
    if (level === 0) return { level: undefined, proof: learned };
    this.#returnTo(level - 1);
    this.add(learned);
    return { level: level - 1 };
  }

  /**
   * The step to look behind: the one that completed the last of the terms that rest on the decision of `level`. None
   * if a single term rests on it, since that is what is learned then; at level 0 none if nothing is left.
   */
  #latest(terms: ReadonlyMap<Variable, Bits>, level: number): Step<Fact> | undefined {
    let latest: Step<Fact> | undefined;
    let count = 0;
    for (const [variable, set] of terms) {
      const state = this.#stateOf(variable);
      // Looked up once where steps stand in the order of their levels, which is nearly always.
      const step = state.isOrdered ? completer(state, set) : undefined;
      if ((step?.level ?? this.#levelIn(state, set)) !== level) continue;
      count++;
      const completing = step ?? completer(state, set);
      if (!latest || completing.at > latest.at) latest = completing;
    }
    return count > (level === 0 ? 0 : 1) ? latest : undefined;
  }

  /** The two terms that do not hold, or that will cease to hold first. */
  #findWatches(terms: readonly Term[]): [number, number] {
    const levels = terms.map((term) => (this.#holds(term) ? this.#levelOf(term) : Number.POSITIVE_INFINITY));
    const first = levels.indexOf(Math.max(...levels));
    levels[first] = -1;
    return [first, levels.indexOf(Math.max(...levels))];
  }

  #watch(watch: Watch<Fact>, { variable, set }: Term): void {
    const { watches, words } = this.#stateOf(variable);
    watches.push(watch);
    words.push(set[0] as number);
  }

  #visit({ variable, domain, watches, words }: State<Fact>): Incompatibility<Fact> | undefined {
    this.#budget.spend(watches.length + 1);
    const word = domain[0] as number;
    let contradiction: Incompatibility<Fact> | undefined;
    let kept = 0;
    for (let i = 0; i < watches.length; i++) {
      const watch = watches[i] as Watch<Fact>;
      if (!contradiction && (word & ~(words[i] as number)) === 0) {
        const { terms } = watch.incompatibility;
        const own = (terms[watch.first] as Term).variable === variable ? watch.first : watch.second;
        if (isSubset(domain, (terms[own] as Term).set)) {
          const other = terms[own === watch.first ? watch.second : watch.first] as Term;
          if (this.#moveWatch(watch, own, (term) => !this.#holds(term))) continue;
          if (this.#holds(other)) contradiction = watch.incompatibility;
          else if (this.#conclude(watch, own, other)) continue;
        }
      }
      watches[kept] = watch;
      words[kept++] = words[i] as number;
    }
    watches.length = kept;
    words.length = kept;
    return contradiction;
  }

  /** Excludes the only term that does not hold; true if another term than `own` is looked at from now on. */
  #conclude(watch: Watch<Fact>, own: number, other: Term): boolean {
    const { incompatibility } = watch;
    const level = this.#exclude(other, incompatibility);
    if (incompatibility.terms.length === 2) return false;
    // What ceases to hold first is looked at, so that it is seen to hold again.
    if (this.#levelOf(incompatibility.terms[own] as Term) === level) return false;
    return this.#moveWatch(watch, own, (term) => this.#levelOf(term) === level);
  }

  /** Has another term looked at instead of `own`. */
  #moveWatch(watch: Watch<Fact>, own: number, isBetter: (term: Term) => boolean): boolean {
    const { terms } = watch.incompatibility;
    if (terms.length === 2) return false;
    for (let i = 0; i < terms.length; i++) {
      const term = terms[i] as Term;
      if (i === watch.first || i === watch.second || !isBetter(term)) continue;
      if (own === watch.first) watch.first = i;
      else watch.second = i;
      this.#watch(watch, term);
      return true;
    }
    return false;
  }

  /** Takes the values of the one term that does not hold away from its variable; returns the level of the others. */
  #exclude({ variable, set }: Term, reason: Incompatibility<Fact>): number {
    const state = this.#stateOf(variable);
    let level = 0;
    for (const term of reason.terms) if (term.variable !== variable) level = Math.max(level, this.#levelOf(term));
    if (!isDisjoint(state.domain, set)) this.#take(state, set, reason, level);
    return level;
  }

  #take(state: State<Fact>, excluded: Bits, reason: Incompatibility<Fact> | undefined, level: number): Step<Fact> {
    state.domain = subtract(state.domain, excluded);
    state.isOrdered &&= level >= (state.steps.at(-1)?.level ?? 0);
    const step: Step<Fact> = { state, excluded, domain: state.domain, reason, level, at: this.#trail.length };
    state.steps.push(step);
    this.#trail.push(step);
    this.#budget.spend(excluded.length);
    return step;
  }

  #returnTo(level: number): void {
    const first = this.#decisions[level];
    if (!first) return;
    this.#decisions.length = level;
    const propagated = this.#propagated;
    this.#propagated = Math.min(propagated, first.at);
    const undone = new Set<State<Fact>>();
    const later = this.#trail.splice(first.at);
    for (const step of later) if (step.level > level) undone.add(step.state);
    for (const state of undone) this.#rebuild(state, level);
    for (const step of later) {
      if (step.level > level) continue;
      if (step.at < propagated) this.#propagated++;
      step.at = this.#trail.length;
      this.#trail.push(step);
    }
  }

  /** Leaves only the steps that hold at a level. */
  #rebuild(state: State<Fact>, level: number): void {
    let last: Step<Fact> | undefined;
    let isChanged = false;
    let kept = 0;
    state.isOrdered = true;
    for (const step of state.steps) {
      isChanged ||= step.level > level;
      if (step.level > level) continue;
      if (isChanged) step.domain = subtract(last?.domain ?? state.full, step.excluded);
      state.isOrdered &&= step.level >= (last?.level ?? 0);
      state.steps[kept++] = step;
      last = step;
    }
    state.steps.length = kept;
    state.domain = last?.domain ?? state.full;
  }

  #holds({ variable, set }: Term): boolean {
    return isSubset(this.#stateOf(variable).domain, set);
  }

  /** The least level at which a term that holds does so. */
  #levelOf({ variable, set }: Term): number {
    return this.#levelIn(this.#stateOf(variable), set);
  }

  #levelIn(state: State<Fact>, set: Bits): number {
    const { steps, full, isOrdered } = state;
    if (isOrdered) return completer(state, set).level;
    let open = subtract(full, set);
    const lowest = steps
      .toSorted((a, b) => a.level - b.level)
      .find(({ excluded }) => {
        open = subtract(open, excluded);
        return isEmpty(open);
      });
    return (lowest as Step<Fact>).level;
  }

  #stateOf(variable: Variable): State<Fact> {
    return this.#states[variable.id] as State<Fact>;
  }
}

/** The step with which a term over a variable began to hold. */
function completer<Fact>({ steps }: State<Fact>, set: Bits): Step<Fact> {
  let [before, at] = [-1, steps.length - 1];
  while (at - before > 1) {
    const middle = (before + at) >>> 1;
    if (isSubset((steps[middle] as Step<Fact>).domain, set)) at = middle;
    else before = middle;
  }
  return steps[at] as Step<Fact>;
}
