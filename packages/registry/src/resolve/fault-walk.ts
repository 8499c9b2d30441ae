/**
 * A choice that respects every premise but one shows that the facts of that one are needed for the contradiction.
 * Changing the choice of one plugin often moves the fault to another premise, which shows the same of that one without
 * another search.
 */

import { type Bits, hasBit, listBits, rangeBits, subtract } from './bits.ts';
import type { Budget } from './budget.ts';
import type { Term, Variable } from './incompatibility.ts';
import type { Given, Premise } from './problem.ts';
import { absentBit } from './versions.ts';

/** The chosen value of each variable, by its place. */
type Model = number[];

/** A choice with one fault, and the variable whose change led to it. */
interface Stop {
  readonly fault: Premise;
  readonly model: Model;
  readonly via: Variable | undefined;
}

export class FaultWalk {
  readonly #premises: readonly Premise[];
  readonly #budget: Budget;
  readonly #touching = new Map<Variable, Premise[]>();
  readonly #places = new Map<Variable, number>();
  readonly #kinds = new Map<Variable, readonly number[]>();

  constructor(premises: readonly Premise[], budget: Budget) {
    this.#premises = premises;
    this.#budget = budget;
    for (const premise of premises)
      for (const { variable } of premise.terms) {
        const group = this.#touching.get(variable);
        if (group) group.push(premise);
        else {
          this.#touching.set(variable, [premise]);
          this.#places.set(variable, this.#places.size);
        }
      }
  }

  /** Facts that are needed, beginning with `fact`, without which `found` respects everything. */
  walk(fact: Given, found: ReadonlyMap<Variable, number>): Set<Given> {
    const needed = new Set([fact]);
    const model = [...this.#places.keys()].map((variable) => found.get(variable) ?? absentBit);
    const isBroken = ({ terms }: Premise) => terms.every((term) => this.#isMet(term, model));
    const [first, ...others] = this.#premises.filter(isBroken);
    const open: Stop[] = first && others.length === 0 ? [{ fault: first, model, via: undefined }] : [];
    for (let stop = open.pop(); stop !== undefined; stop = open.pop()) {
      for (const one of stop.fault.facts) needed.add(one);
      // Other values of the variable that led here were tried on the way.
      for (const { variable } of stop.fault.terms)
        if (variable !== stop.via) open.push(...this.#moveOn(stop.model, variable, needed));
    }
    return needed;
  }

  /** The choices that differ in one variable and have one fault, of a premise that was not reached before. */
  #moveOn(model: Model, variable: Variable, needed: Set<Given>): Stop[] {
    const place = this.#places.get(variable) as number;
    const faults: { readonly premise: Premise; readonly set: Bits }[] = [];
    for (const premise of this.#touching.get(variable) as Premise[]) {
      const own = premise.terms.find((term) => term.variable === variable) as Term;
      if (premise.terms.every((term) => term === own || this.#isMet(term, model)))
        faults.push({ premise, set: own.set });
    }
    const stops: Stop[] = [];
    for (const value of this.#listKinds(variable)) {
      this.#budget.spend(faults.length);
      if (value === model[place]) continue;
      const [found, ...others] = faults.filter(({ set }) => hasBit(set, value));
      if (!found || others.length > 0 || found.premise.facts.every((one) => needed.has(one))) continue;
      for (const one of found.premise.facts) needed.add(one);
      stops.push({ fault: found.premise, model: model.with(place, value), via: variable });
    }
    return stops;
  }

  #isMet({ variable, set }: Term, model: Model): boolean {
    return hasBit(set, model[this.#places.get(variable) as number] as number);
  }

  /** One value of each kind: two values that no premise tells apart are of one kind. */
  #listKinds(variable: Variable): readonly number[] {
    let kinds = this.#kinds.get(variable);
    if (kinds === undefined) {
      const all = rangeBits(variable.size, 0, variable.size);
      const kindOf = new Array<number>(variable.size).fill(0);
      let count = 1;
      for (const { terms } of this.#touching.get(variable) as Premise[]) {
        const set = terms.find((term) => term.variable === variable)?.set as Bits;
        const split = new Map<number, number>();
        for (const value of listSmaller(set, all)) {
          const kind = kindOf[value] as number;
          if (!split.has(kind)) split.set(kind, count++);
          kindOf[value] = split.get(kind) as number;
        }
      }
      kinds = [...new Map(kindOf.map((kind, value) => [kind, value])).values()];
      this.#kinds.set(variable, kinds);
    }
    return kinds;
  }
}

/** A set or what is not in it, whichever is less: both tell the same values apart. */
function listSmaller(set: Bits, all: Bits): number[] {
  const inside = listBits(set);
  const outside = listBits(subtract(all, set));
  return inside.length < outside.length ? inside : outside;
}
