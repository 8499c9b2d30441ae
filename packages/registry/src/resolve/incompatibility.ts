/** What cannot hold at once: the one kind of knowledge the solver has, given or learned. */

import { type Bits, intersect, isEmpty, isFull } from './bits.ts';

/** Something to choose one value for, out of 0 to `size - 1`. */
export interface Variable {
  readonly id: number;
  readonly size: number;
}

/** "The value of `variable` is in `set`." */
export interface Term {
  readonly variable: Variable;
  readonly set: Bits;
}

/** Its terms cannot all hold. Without terms: nothing can hold at all. */
export interface Incompatibility<Fact> {
  /** At most one term for each variable. */
  readonly terms: readonly Term[];
  /** What was given and makes it true; empty if it was learned. */
  readonly facts: readonly Fact[];
  /** What it was learned from, in the order in which the argument goes backwards. */
  readonly learnedFrom: readonly Incompatibility<Fact>[];
}

/** Joins terms of one variable and leaves out what always holds; undefined if a term never holds: that says nothing. */
export function createIncompatibility<Fact>(
  terms: readonly Term[],
  facts: readonly Fact[],
): Incompatibility<Fact> | undefined {
  const merged: Term[] = [];
  for (const term of terms) {
    if (isFull(term.set, term.variable.size)) continue;
    const at = merged.findIndex(({ variable }) => variable === term.variable);
    if (at < 0) merged.push(term);
    else merged[at] = { variable: term.variable, set: intersect((merged[at] as Term).set, term.set) };
  }
  return merged.some(({ set }) => isEmpty(set)) ? undefined : { terms: merged, facts, learnedFrom: [] };
}

/** Everything an incompatibility rests on, given and learned, each behind its own grounds, itself last. */
export function listGrounds<Fact>(root: Incompatibility<Fact>): Incompatibility<Fact>[] {
  const grounds: Incompatibility<Fact>[] = [];
  const seen = new Set([root]);
  // By hand, since an argument may be deeper than the stack.
  const open = [{ at: root, next: 0 }];
  for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
    const ground = top.at.learnedFrom[top.next++];
    if (ground === undefined) {
      grounds.push(top.at);
      open.pop();
    } else if (!seen.has(ground)) {
      seen.add(ground);
      open.push({ at: ground, next: 0 });
    }
  }
  return grounds;
}
