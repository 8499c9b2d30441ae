/** Whether some choice respects a handful of premises, in no particular order of preference. */

import { addBit, emptyBits, hasBit, highestBit, isSingle } from './bits.ts';
import type { Budget } from './budget.ts';
import { listGrounds, type Variable } from './incompatibility.ts';
import type { Premise } from './problem.ts';
import { Solver } from './solver.ts';
import { absentBit } from './versions.ts';

/** A chosen place for every variable of the premises, or a proof that there is none. */
export type Verdict =
  | { readonly ok: true; readonly model: ReadonlyMap<Variable, number> }
  | { readonly ok: false; readonly proof: Premise };

export function refute(premises: readonly Premise[], budget: Budget): Verdict {
  const solver = new Solver<Premise['facts'][number]>(budget);
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
    // Only what must be there needs a choice; everything else may stay away.
    const open = variables.find((one) => !hasBit(solver.domain(one), absentBit) && !isSingle(solver.domain(one)));
    if (!open) return { ok: true, model: new Map(variables.map((one) => [one, toValue(solver.domain(one))])) };
    const choice = emptyBits(open.size);
    addBit(choice, highestBit(solver.domain(open)));
    solver.decide(open, choice);
  }
}

function toValue(domain: Parameters<typeof hasBit>[0]): number {
  return hasBit(domain, absentBit) ? absentBit : highestBit(domain);
}

/** The premises that a proof rests on. */
export function listPremises(proof: Premise): Premise[] {
  return listGrounds(proof).filter(({ learnedFrom }) => learnedFrom.length === 0);
}
