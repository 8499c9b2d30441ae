/** What a user could do about a conflict: each change is tried before it is offered. */

import semver from 'semver';
import { Budget } from './budget.ts';
import type { Fact } from './facts.ts';
import { Problem, type ProblemInput } from './problem.ts';
import { search } from './search.ts';
import { joinWords } from './words.ts';

/** What is up to the user, the smallest change first. */
const changeable = ['request', 'pinned', 'terminal', 'installed'] as const;
const maxTried = 6;
/** Steps for each try, where the whole resolution may take more; an offer is not worth more. */
const stepsForOne = 2_000_000;

/** The problem, and what trying a change of it may cost. */
type Tried = ProblemInput & { readonly steps: number };

type OneOf<K extends Fact['kind']> = Extract<Fact, { kind: K }>;

/** At least one sentence. */
export function findRemedies(given: ProblemInput, because: readonly Fact[], maxSteps: number): string[] {
  const input: Tried = { ...given, steps: Math.min(stepsForOne, maxSteps) };
  const found = changeable
    .flatMap((kind) => because.filter((fact) => fact.kind === kind))
    .slice(0, maxTried)
    .flatMap((fact) => findRemedy(input, fact, because) ?? []);
  return found.length > 0 ? [...new Set(found)] : [askOthers(because)];
}

function findRemedy(input: Tried, fact: Fact, because: readonly Fact[]): string | undefined {
  if (fact.kind === 'request') return askDifferently(input, fact, because);
  if (fact.kind === 'pinned') return unpin(input, fact);
  if (fact.kind === 'installed') return uninstall(input, fact);
  if (fact.kind === 'terminal') return changeTerminal(input, fact);
  return undefined;
}

function askDifferently(
  input: Tried,
  { plugin, range }: OneOf<'request'>,
  because: readonly Fact[],
): string | undefined {
  const others = input.requests.filter((request) => request.name !== plugin || request.range !== range);
  const tryRange = (other: string) =>
    tryOut({ ...input, requests: [...others, { name: plugin, range: other }] }, plugin);
  const missing = because.find((fact) => fact.kind === 'no-version' && fact.plugin === plugin && fact.range === range);
  const prerelease = missing?.kind === 'no-version' ? missing.prerelease : undefined;
  const version = (prerelease && tryRange(prerelease)) || (range !== '*' && tryRange('*'));
  if (version) return `Ask for ${plugin} ${version} instead of ${range}.`;
  const isPossible = others.length > 0 && tryOut({ ...input, requests: others }, plugin) !== undefined;
  return isPossible ? `Do without ${plugin}${range === '*' ? '' : ` ${range}`}.` : undefined;
}

function unpin(input: Tried, { plugin, version }: OneOf<'pinned'>): string | undefined {
  const changed = tryOut({ ...input, installed: { ...input.installed, [plugin]: { version } } }, plugin);
  return changed && `Unpin ${plugin}, which would then change to ${changed}.`;
}

function uninstall(input: Tried, { plugin }: OneOf<'installed'>): string | undefined {
  const { [plugin]: _, ...installed } = input.installed;
  return tryOut({ ...input, installed }, plugin) === undefined ? undefined : `Uninstall ${plugin}.`;
}

function changeTerminal(input: Tried, { plugin, range }: OneOf<'terminal'>): string | undefined {
  const terminal = semver.minVersion(range)?.version;
  if (!terminal || tryOut({ ...input, terminal }, plugin) === undefined) return undefined;
  return `Use a terminal ${range}, which ${plugin} is made for.`;
}

/** The version of a plugin in the plan, empty if the plan does without it; undefined if there is no plan. */
function tryOut(input: Tried, plugin: string): string | undefined {
  const problem = new Problem(input);
  try {
    const found = search(problem, new Budget(input.steps));
    if (!found.ok) return undefined;
    const choice = problem.plugin(plugin);
    return choice.versions.texts[(found.chosen.get(choice) ?? 0) - 1] ?? '';
  } catch {
    return undefined;
  }
}

/** Nothing that is up to the user would help. */
function askOthers(because: readonly Fact[]): string {
  const asked = new Set(because.flatMap(({ kind, plugin }) => (kind === 'request' ? [plugin] : [])));
  for (const fact of because)
    if (fact.kind === 'unknown' && fact.nearest && asked.has(fact.plugin))
      return `Ask for ${fact.nearest}, if that is what is meant.`;
  const authors = [
    ...new Set(because.flatMap(({ kind, plugin }) => (kind === 'dependency' || kind === 'yanked' ? [plugin] : []))),
  ];
  if (authors.length === 0) return 'Ask for something else.';
  const named =
    authors.length > 3 ? `${authors.slice(0, 3).join(', ')} or one of the others` : joinWords(authors, 'or');
  return `Only a new version of ${named} can change that.`;
}
