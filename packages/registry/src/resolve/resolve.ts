/** Chooses versions that fit together, or says in a few sentences why there are none. */

import { PLUGIN_API_VERSION } from '@omnitrade/contracts';
import type { Catalogue, Installed, PluginRequest } from '../catalogue.ts';
import { isEmpty } from './bits.ts';
import { Budget } from './budget.ts';
import { type Conflict, toConflict } from './conflict.ts';
import type { Need } from './needs.ts';
import { type PluginChoice, Problem, type ProblemInput } from './problem.ts';
import { type Solution, search } from './search.ts';

export interface ResolveInput {
  readonly catalogue: Catalogue;
  readonly requests: readonly PluginRequest[];
  readonly installed?: Installed;
  /** Version of the plugin API to fit; this terminal's where absent. */
  readonly terminal?: string;
  /** Work after which it gives up with `resolve.too-hard`. */
  readonly maxSteps?: number;
}

/** An optional dependency that the plan does without. */
export interface LeftOut {
  readonly plugin: string;
  readonly version: string;
  readonly needs: string;
  readonly range: string;
  /** There is no such plugin, no version in that range, or none that fits beside the rest. */
  readonly why: 'unknown' | 'no-version' | 'conflict';
}

export type Resolution =
  | {
      readonly ok: true;
      /** Everything asked for with all it needs, and every installed plugin that must change for it. */
      readonly plan: Readonly<Record<string, string>>;
      readonly left: readonly LeftOut[];
    }
  | { readonly ok: false; readonly conflict: Conflict };

const maxSteps = 20_000_000;

/** Deterministic: the order in which anything is listed makes no difference. Throws `resolve.too-hard`. */
export function resolve(input: ResolveInput): Resolution {
  const steps = input.maxSteps ?? maxSteps;
  const budget = new Budget(steps);
  const whole: ProblemInput = {
    catalogue: input.catalogue,
    requests: input.requests,
    installed: input.installed ?? {},
    terminal: input.terminal ?? PLUGIN_API_VERSION,
  };
  const problem = new Problem(whole);
  const found = search(problem, budget);
  if (found.ok) return { ok: true, ...toPlan(problem, found) };
  return { ok: false, conflict: toConflict(whole, found.proof, budget, steps) };
}

/** What is asked for or changes, with everything it needs; what stays as it is and is not needed is left unsaid. */
function toPlan(problem: Problem, { chosen, taken, left }: Solution) {
  const reached = new Set<PluginChoice>();
  const open = [...chosen.keys()].filter(
    (plugin) =>
      problem.isRequested(plugin.name) || (problem.isKept(plugin.name) && chosen.get(plugin) !== plugin.installed),
  );
  for (let plugin = open.pop(); plugin !== undefined; plugin = open.pop()) {
    if (reached.has(plugin)) continue;
    reached.add(plugin);
    for (const { need, needs } of problem.requirementsOf(plugin, chosen.get(plugin) as number))
      if (!need.optional || taken.has(need)) open.push(needs);
  }
  const versionOf = (plugin: PluginChoice) => plugin.versions.texts[(chosen.get(plugin) as number) - 1] as string;
  const plan = Object.fromEntries(
    [...reached].sort((a, b) => (a.name < b.name ? -1 : 1)).map((plugin) => [plugin.name, versionOf(plugin)]),
  );
  return { plan, left: left.map((need) => toLeftOut(need, versionOf(need.plugin), problem.plugin(need.name))) };
}

function toLeftOut({ plugin, range }: Need, version: string, needed: PluginChoice): LeftOut {
  const exists = !isEmpty(needed.versions.inRange(range));
  const why = needed.size === 1 ? 'unknown' : exists ? 'conflict' : 'no-version';
  return { plugin: plugin.name, version, needs: needed.name, range, why };
}
