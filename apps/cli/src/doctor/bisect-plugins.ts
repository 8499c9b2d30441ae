/** Finds the plugins that together make a health check fail, by real starts on a copy of the home. */

import { type Bisection, bisect } from '@omnitrade/host';
import { findHealthCheck } from './health-checks.ts';
import { TrialHome } from './trial-home.ts';

export interface PluginBisection {
  readonly check: string;
  readonly result: Bisection<string>;
  /** Starts it took. */
  readonly starts: number;
}

export async function bisectPlugins(
  dir: string,
  check: string,
  onStart: (start: number, on: readonly string[], well: boolean) => void,
): Promise<PluginBisection> {
  const health = findHealthCheck(check);
  await using home = await TrialHome.copy(dir);
  const known = new Map<string, boolean>();
  const result = await bisect({
    items: home.plugins,
    check: async (on) => {
      // The same set is never started twice.
      const key = [...on].sort().join(' ');
      const before = known.get(key);
      if (before !== undefined) return before;
      const well = await home.isWell(on, health);
      known.set(key, well);
      onStart(known.size, on, well);
      return well;
    },
  });
  return { check, result, starts: known.size };
}
