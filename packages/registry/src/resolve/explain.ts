/** Says in a few sentences why nothing fits. */

import { Describer, type Surroundings } from './describe.ts';
import type { Fact } from './facts.ts';
import { listGrounds } from './incompatibility.ts';
import { type Narration, narrate } from './narrate.ts';
import type { Given, Premise } from './problem.ts';
import { joinWords, withRange } from './words.ts';

/** More steps, or more facts in a step, explain no more: then it is said how the argument begins and what it comes to. */
const maxSteps = 5;
const maxClauses = 8;

export interface Argument {
  readonly text: string;
  /** Every fact of the argument, in the order in which one leads to the next. */
  readonly because: readonly Fact[];
}

/** The proof rests on nothing but the premises, and needs every one. */
export function explain(premises: readonly Premise[], proof: Premise, surroundings: Surroundings): Argument {
  const describer = new Describer(premises, surroundings);
  const narration = narrate(premises);
  const all = [...narration.wanted, ...narration.rest];
  const steps = listGrounds(proof).filter(({ learnedFrom }) => learnedFrom.length > 0);
  const text =
    steps.length > maxSteps
      ? tell(narration, [], toEnd(all), describer)
      : steps.map((step) => tellStep(step, step === proof ? toEnd(all) : undefined, describer)).join(' ');
  return { text, because: all.map((given) => describer.toFact(given)) };
}

/** What a step rests on that was given, and what it teaches. */
function tellStep({ learnedFrom, terms }: Premise, end: string | undefined, describer: Describer): string {
  const narration = narrate(learnedFrom.filter((one) => one.learnedFrom.length === 0));
  const lemmas = learnedFrom.filter((one) => one.learnedFrom.length > 0).reverse();
  const known = lemmas.map((lemma) => describer.toConclusion(lemma.terms));
  return tell(narration, known, end ?? describer.toConclusion(terms), describer);
}

/** One sentence or two: what is wanted, and what follows from the rest. */
function tell({ wanted, rest }: Narration, known: readonly string[], end: string, describer: Describer): string {
  const clauses = [...known, ...toClauses(rest, describer)];
  const [first] = clauses;
  if (first && clauses.length === 1 && wanted.length === 0) return toSentence(first);
  const more = clauses.length > maxClauses ? [`${clauses.length - maxClauses} more facts like these hold`] : [];
  const reasons = joinClauses([...clauses.slice(0, maxClauses), ...more]);
  return `${tellWishes(wanted, describer)}${toSentence(`because ${reasons}, ${end}`)}`;
}

/** "You asked for a, b and c" rather than "you asked for a, you asked for b and you asked for c". */
function tellWishes(wanted: readonly Given[], describer: Describer): string {
  if (wanted.length === 0) return '';
  const requests = wanted.filter((given) => given.kind === 'request');
  const asked = requests.slice(0, maxClauses).map(({ plugin, range }) => withRange(plugin.name, range));
  const more = requests.length > maxClauses ? [`${requests.length - maxClauses} more`] : [];
  const installed = wanted.filter(({ kind }) => kind === 'installed').map((given) => describer.toClause(given));
  const parts = [...(asked.length > 0 ? [`you asked for ${joinWords([...asked, ...more])}`] : []), ...installed];
  return `${toSentence(joinWords(parts))} `;
}

/** A dependency that goes on where the one before ended is told as "which needs", something missing as "but". */
function toClauses(givens: readonly Given[], describer: Describer): string[] {
  const clauses: string[] = [];
  for (let i = 0; i < givens.length; i++) {
    const row = [givens[i] as Given];
    for (let next = givens[i + 1]; next && goesOn(row.at(-1) as Given, next, describer); next = givens[i + 1]) {
      row.push(next);
      i++;
    }
    const missing = givens[i + 1];
    const isMissing = missing?.kind === 'unknown' || missing?.kind === 'no-version';
    if (isMissing) i++;
    clauses.push(`${toRow(row, describer)}${isMissing ? `, but ${describer.toClause(missing)}` : ''}`);
  }
  return clauses;
}

function goesOn(before: Given, next: Given, describer: Describer): boolean {
  return before.kind === 'dependency' && before.needs === next.plugin && describer.isOfAllIn(next, before.range);
}

function toRow([first, ...more]: readonly Given[], describer: Describer): string {
  const links = more.map((given) => (given.kind === 'dependency' ? withRange(given.needs.name, given.range) : ''));
  const parts = links.map((link) => `, which needs ${link}`);
  const left = links.length - 3;
  if (left > 1)
    parts.splice(2, left + 1, ` and so on through ${left} more plugins, the last of which needs ${links.at(-1)}`);
  return `${describer.toClause(first as Given)}${parts.join('')}`;
}

function joinClauses(clauses: readonly string[]): string {
  if (!clauses.some((clause) => clause.includes(','))) return joinWords(clauses);
  return clauses.length < 2 ? (clauses[0] ?? '') : `${clauses.slice(0, -1).join('; ')}; and ${clauses.at(-1)}`;
}

/** What all of it comes to. */
function toEnd(givens: readonly Given[]): string {
  const asked = [...new Set(givens.flatMap(({ kind, plugin }) => (kind === 'request' ? [plugin.name] : [])))];
  const beside = givens.some(({ kind }) => kind === 'installed') ? 'beside what is installed' : 'as asked';
  const what = asked.length > 4 ? 'what you asked for' : joinWords(asked);
  return `${what} cannot be installed ${asked.length > 1 ? 'together ' : ''}${beside}`;
}

function toSentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}.`;
}
