/** The plainest complete solver: chooses the newest version that fits what is chosen, and goes back one choice when none does. */

import semver from 'semver';
import type { ResolverGraph } from './resolver-graphs.ts';

/** True for a plan, false if there is none, undefined if the time was up before either was known. */
export function solvePlainly(
  { catalogue: { plugins }, requests }: ResolverGraph,
  limitMs: number,
): boolean | undefined {
  const end = performance.now() + limitMs;
  const sorted = new Map<string, string[]>();
  const known = new Map<string, boolean>();
  const chosen = new Map<string, string>();
  const wishes: { name: string; range: string }[] = requests.map(({ name, range }) => ({ name, range }));
  let steps = 0;

  const versionsOf = (name: string) => {
    const versions = sorted.get(name) ?? Object.keys(plugins[name] ?? {}).sort(semver.rcompare);
    sorted.set(name, versions);
    return versions;
  };
  const fits = (version: string, range: string) => {
    const key = `${version} ${range}`;
    const answer = known.get(key) ?? semver.satisfies(version, range);
    known.set(key, answer);
    return answer;
  };

  /** Meets the wishes from `at` on. By hand rather than by recursion: there may be thousands. */
  const trail: { at: number; wishes: number; name: string; version: number }[] = [];
  let at = 0;
  let next = 0;
  for (;;) {
    if (++steps % 1024 === 0 && performance.now() > end) return undefined;
    const wish = wishes[at];
    if (!wish) return true;
    const before = chosen.get(wish.name);
    if (before !== undefined && fits(before, wish.range)) {
      at++;
      next = 0;
      continue;
    }
    const versions = before === undefined ? versionsOf(wish.name) : [];
    while (next < versions.length && !isPossible(wish.name, versions[next] as string)) next++;
    const version = versions[next];
    if (version !== undefined) {
      trail.push({ at, wishes: wishes.length, name: wish.name, version: next });
      chosen.set(wish.name, version);
      const { dependencies = {} } = plugins[wish.name]?.[version] ?? {};
      for (const [name, range] of Object.entries(dependencies)) wishes.push({ name, range });
      at++;
      next = 0;
      continue;
    }
    const last = trail.pop();
    if (!last) return false;
    chosen.delete(last.name);
    wishes.length = last.wishes;
    at = last.at;
    next = last.version + 1;
  }

  function isPossible(name: string, version: string): boolean {
    return wishes.every((wish) => wish.name !== name || fits(version, wish.range));
  }
}
