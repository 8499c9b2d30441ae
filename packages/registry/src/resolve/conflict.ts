/** From a proof that nothing fits to what a person needs: why, because of which facts, and what could be done. */

import type { Budget } from './budget.ts';
import { explain } from './explain.ts';
import type { Fact } from './facts.ts';
import { minimise } from './minimise.ts';
import type { Premise, ProblemInput } from './problem.ts';
import { refute } from './refute.ts';
import { findRemedies } from './remedies.ts';

/** Remedies in the explanation; the list has all. */
const maxSaid = 3;

export interface Conflict {
  /** A short argument, and what the user could do. */
  readonly explanation: string;
  /** A smallest set: without any one of these facts the others can hold together. */
  readonly because: readonly Fact[];
  /** What the user could do, a sentence each; the explanation ends with the first of them. */
  readonly remedies: readonly string[];
}

export function toConflict(input: ProblemInput, found: Premise, budget: Budget, maxSteps: number): Conflict {
  const premises = minimise(found, budget);
  const verdict = refute(premises, budget);
  const proof = verdict.ok ? found : verdict.proof;
  const { text, because } = explain(premises, proof, {
    terminal: input.terminal,
    names: Object.keys(input.catalogue.plugins).sort(),
  });
  const remedies = findRemedies(input, because, maxSteps);
  const [first, ...others] = remedies.slice(0, maxSaid);
  const said = [first, ...others.map((remedy) => `Or ${remedy.charAt(0).toLowerCase()}${remedy.slice(1)}`)];
  return { explanation: [text, ...said].join(' '), because, remedies };
}
