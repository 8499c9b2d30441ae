/** Whether some choice respects a handful of premises, in no particular order of preference. */

import { addBit, emptyBits, hasBit, highestBit, isSingle, listBits } from './bits.ts';
import type { Budget } from './budget.ts';
import { listGrounds, type Variable } from './incompatibility.ts';
import type { Given, Premise } from './problem.ts';
import { Solver } from './solver.ts';
import { absentBit } from './versions.ts';

/** A chosen place for every variable of the premises, or a proof that there is none. */
export type Verdict =
  | { readonly ok: true; readonly model: ReadonlyMap<Variable, number> }
  | { readonly ok: false; readonly proof: Premise };

export function refute(premises: readonly Premise[], budget: Budget): Verdict {
  const solver = new Solver<Given>(budget);
  const known = new Map<Variable, Premise[]>();
  for (const premise of premises)
    for (const { variable } of premise.terms) {
      const alone = known.get(variable) ?? [];
      known.set(variable, alone);
      if (premise.terms.length === 1) alone.push(premise);
    }
  let contradiction = premises.find(({ terms }) => terms.length === 0);
  for (const [variable, alone] of known) contradiction ??= solver.open(variable, alone);
  for (const premise of premises) if (premise.terms.length > 1) contradiction ??= solver.add(premise);
  const variables = [...known.keys()];
  for (;;) {
    contradiction ??= solver.propagate();
    if (contradiction) {
      const lesson = solver.learn(contradiction);
      if (lesson.level === undefined) return { ok: false, proof: lesson.proof };
      contradiction = undefined;
      continue;
    }
    const open = findTightest(variables, solver);
    if (!open) return { ok: true, model: new Map(variables.map((one) => [one, toValue(solver.domain(one))])) };
    const choice = emptyBits(open.size);
    addBit(choice, highestBit(solver.domain(open)));
    solver.decide(open, choice);
  }
}

/** The variable with fewest values left. Only what must be there needs a choice; everything else may stay away. */
function findTightest(variables: readonly Variable[], solver: Solver<Given>): Variable | undefined {
  let tightest: Variable | undefined;
  let fewest = Number.POSITIVE_INFINITY;
  for (const variable of variables) {
    const domain = solver.domain(variable);
    if (hasBit(domain, absentBit) || isSingle(domain)) continue;
    const count = listBits(domain).length;
    if (count < fewest) [tightest, fewest] = [variable, count];
  }
  return tightest;
}

function toValue(domain: Parameters<typeof hasBit>[0]): number {
  return hasBit(domain, absentBit) ? absentBit : highestBit(domain);
}

/** The premises that a proof rests on. */
export function listPremises(proof: Premise): Premise[] {
  return listGrounds(proof).filter(({ learnedFrom }) => learnedFrom.length === 0);
}
