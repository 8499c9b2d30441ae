/** Which installed plugins work as they are: only those are worth keeping so. */

import { listNeeds, type Release, releaseOf, releasesOf } from '../catalogue.ts';
import type { ProblemInput } from './problem.ts';

/** Names of the installed plugins that fit the terminal and whose needs are met by others that work. */
export function listWorking(
  { catalogue, installed, terminal }: ProblemInput,
  isIn: (version: string, range: string) => boolean,
): string[] {
  const releases = new Map<string, Release>();
  const dependents = new Map<string, string[]>();
  const working = new Set(Object.keys(installed));
  const broken: string[] = [];
  for (const name of working) {
    const release = releaseOf(releasesOf(catalogue, name), installed[name]?.version as string);
    releases.set(name, release);
    for (const { name: needed, optional } of listNeeds(release)) {
      if (optional) continue;
      const names = dependents.get(needed);
      if (names) names.push(name);
      else dependents.set(needed, [name]);
    }
  }
  for (const [name, release] of releases) {
    const fits = release.terminal === undefined || isIn(terminal, release.terminal);
    const isMet = ({ name: needed, range, optional }: ReturnType<typeof listNeeds>[number]) =>
      optional || (releases.has(needed) && isIn(installed[needed]?.version as string, range));
    if (!fits || !listNeeds(release).every(isMet)) broken.push(name);
  }
  for (let name = broken.pop(); name !== undefined; name = broken.pop())
    if (working.delete(name)) broken.push(...(dependents.get(name) ?? []));
  return [...working];
}
