/** From a proof to a smallest set of facts that already contradict each other: without any one of them the rest can hold. */

import { type Bits, hasBit, highestBit, intersect, isEmpty, rangeBits, subtract } from './bits.ts';
import type { Budget } from './budget.ts';
import type { Variable } from './incompatibility.ts';
import type { Given, Premise } from './problem.ts';
import { listPremises, refute } from './refute.ts';
import { absentBit } from './versions.ts';

/** Each premise of the answer is needed; so is each fact of it. */
export function minimise(proof: Premise, budget: Budget): Premise[] {
  let premises = listPremises(proof);
  // A second proof looks only at what the first one used, and mostly needs less of it.
  for (let before = Number.POSITIVE_INFINITY; premises.length < before; ) {
    before = premises.length;
    const verdict = refute(premises, budget);
    if (!verdict.ok) premises = listPremises(verdict.proof);
  }
  const needed = new Set<Given>();
  for (;;) {
    const fact = premises.flatMap(({ facts }) => facts).find((one) => !needed.has(one));
    if (!fact) return premises;
    const verdict = refute(
      premises.filter(({ facts }) => !facts.includes(fact)),
      budget,
    );
    if (verdict.ok) markNeeded(premises, fact, verdict.model, needed, budget);
    else premises = listPremises(verdict.proof);
  }
}

/**
 * A choice that respects everything but one premise shows that its facts are needed. Changing the choice of one plugin
 * often moves the fault to another premise, which shows the same of that one without another search.
 */
function markNeeded(
  premises: readonly Premise[],
  fact: Given,
  found: ReadonlyMap<Variable, number>,
  needed: Set<Given>,
  budget: Budget,
): void {
  needed.add(fact);
  const touching = groupByVariable(premises);
  const places = new Map([...touching.keys()].map((variable, place) => [variable, place]));
  const isBroken = ({ terms }: Premise, model: readonly number[]) =>
    terms.every(({ variable, set }) => hasBit(set, model[places.get(variable) as number] as number));
  const model = [...places.keys()].map((variable) => found.get(variable) ?? absentBit);
  const open = [{ faults: premises.filter((premise) => isBroken(premise, model)), model }];
  for (let next = open.pop(); next; next = open.pop()) {
    const [fault] = next.faults;
    if (next.faults.length !== 1 || !fault) continue;
    for (const one of fault.facts) needed.add(one);
    for (const { variable } of fault.terms) {
      const around = touching.get(variable) as Premise[];
      for (const value of listKinds(variable, around)) {
        budget.spend(around.length);
        const changed = next.model.with(places.get(variable) as number, value);
        const faults = around.filter((premise) => isBroken(premise, changed));
        if (faults.some(({ facts }) => facts.some((one) => !needed.has(one)))) open.push({ faults, model: changed });
      }
    }
  }
}

function groupByVariable(premises: readonly Premise[]): Map<Variable, Premise[]> {
  const groups = new Map<Variable, Premise[]>();
  for (const premise of premises)
    for (const { variable } of premise.terms) {
      const group = groups.get(variable);
      if (group) group.push(premise);
      else groups.set(variable, [premise]);
    }
  return groups;
}

/** One value of each kind: two values that no premise tells apart are of one kind. */
function listKinds(variable: Variable, around: readonly Premise[]): number[] {
  let kinds: Bits[] = [rangeBits(variable.size, 0, variable.size)];
  for (const { terms } of around) {
    const set = terms.find((term) => term.variable === variable)?.set as Bits;
    kinds = kinds.flatMap((kind) => [intersect(kind, set), subtract(kind, set)]).filter((kind) => !isEmpty(kind));
  }
  return kinds.map(highestBit);
}
