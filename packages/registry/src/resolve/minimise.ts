/** From a proof to a smallest set of facts that already contradict each other: without any one of them the rest can hold. */

import type { Budget } from './budget.ts';
import { FaultWalk } from './fault-walk.ts';
import type { Given, Premise } from './problem.ts';
import { listPremises, refute } from './refute.ts';

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
    if (verdict.ok) for (const one of new FaultWalk(premises, budget).walk(fact, verdict.model)) needed.add(one);
    else premises = listPremises(verdict.proof);
  }
}
