/** What the solver must agree with: the plainest search in the documented order, and the plainest reading of facts. */

import semver from 'semver';
import type { Catalogue, Installed, PluginRequest, Release } from '../catalogue.ts';
import type { Fact } from './facts.ts';

export interface World {
  readonly catalogue: Catalogue;
  readonly requests: readonly PluginRequest[];
  readonly installed: Installed;
  readonly terminal: string;
}

type Choice = ReadonlyMap<string, string>;
type Wish = { readonly from: string; readonly name: string; readonly range: string };
type Item = string | Wish;

const needsOf = ({ dependencies = {}, optionalDependencies = {} }: Release, optional: boolean) =>
  Object.entries(optional ? optionalDependencies : dependencies)
    .filter(([name]) => optional || !(name in optionalDependencies))
    .sort(([a], [b]) => (a < b ? -1 : 1));

function readWorld({ catalogue, requests, installed, terminal }: World) {
  const release = (name: string, version: string): Release => catalogue.plugins[name]?.[version] ?? {};
  const fitsTerminal = (name: string, version: string) =>
    semver.satisfies(terminal, release(name, version).terminal ?? '*');
  let working = Object.keys(installed);
  for (let before = -1; before !== working.length; ) {
    before = working.length;
    working = working.filter((name) => {
      const version = (installed[name] as { version: string }).version;
      const isMet = ([needed, range]: [string, string]) =>
        working.includes(needed) && semver.satisfies((installed[needed] as { version: string }).version, range);
      return fitsTerminal(name, version) && needsOf(release(name, version), false).every(isMet);
    });
  }
  const requested = [...new Set(requests.map(({ name }) => name))].sort();
  const kept = working.filter((name) => !requested.includes(name)).sort();
  const candidates = (name: string) => {
    const here = installed[name];
    const versions = Object.keys(catalogue.plugins[name] ?? {});
    if (here && !versions.includes(here.version)) versions.push(here.version);
    const isUsable = (version: string) =>
      fitsTerminal(name, version) &&
      (!release(name, version).yanked || version === here?.version) &&
      (!here?.pinned || version === here.version) &&
      requests.every((request) => request.name !== name || semver.satisfies(version, request.range));
    const wantsNewest = requests.some((request) => request.name === name && request.newest);
    const first = wantsNewest ? undefined : here?.version;
    return versions.filter(isUsable).sort((a, b) => Number(b === first) - Number(a === first) || semver.rcompare(a, b));
  };
  return { release, requested, kept, candidates };
}

/** The first plan in the documented order, by trying everything; undefined if there is none. */
export function searchPlainly(world: World): { plan: Record<string, string>; left: Wish[] } | undefined {
  const { release, requested, kept, candidates } = readWorld(world);
  const fits = (chosen: Choice, wishes: readonly Wish[]) => {
    for (const [name, version] of chosen)
      for (const [needed, range] of needsOf(release(name, version), false))
        if (chosen.has(needed) && !semver.satisfies(chosen.get(needed) as string, range)) return false;
    return wishes.every(({ name, range }) => !chosen.has(name) || semver.satisfies(chosen.get(name) as string, range));
  };
  type Found = { chosen: Choice; wishes: Wish[]; left: Wish[] };
  const visit = (queue: Item[], at: number, chosen: Choice, wishes: Wish[], left: Wish[]): Found | undefined => {
    const item = queue[at];
    if (item === undefined) return { chosen, wishes, left };
    if (typeof item !== 'string') {
      const longer = queue.includes(item.name) ? queue : [...queue, item.name];
      const taken = [...wishes, item];
      return (
        (fits(chosen, taken) && visit(longer, at + 1, chosen, taken, left)) ||
        visit(queue, at + 1, chosen, wishes, [...left, item])
      );
    }
    for (const version of candidates(item)) {
      const now = new Map(chosen).set(item, version);
      if (!fits(now, wishes)) continue;
      const isNew = world.installed[item]?.version !== version || requested.includes(item);
      const required = needsOf(release(item, version), false).map(([name]) => name);
      const optional = needsOf(release(item, version), true).map(([name, range]) => ({ from: item, name, range }));
      const items = [...required, ...(isNew ? optional : [])].sort((a, b) => (nameOf(a) < nameOf(b) ? -1 : 1));
      const fresh = items.filter((one) => typeof one !== 'string' || !queue.includes(one));
      const found = visit([...queue, ...fresh], at + 1, now, wishes, left);
      if (found) return found;
    }
    return undefined;
  };
  const found = visit([...requested, ...kept], 0, new Map(), [], []);
  if (!found) return undefined;
  const { chosen, wishes, left } = found;
  const reached = new Set<string>();
  const reach = (name: string) => {
    if (reached.has(name)) return;
    reached.add(name);
    for (const [needed] of needsOf(release(name, chosen.get(name) as string), false)) reach(needed);
    for (const wish of wishes) if (wish.from === name) reach(wish.name);
  };
  for (const [name, version] of chosen)
    if (requested.includes(name) || (kept.includes(name) && world.installed[name]?.version !== version)) reach(name);
  return { plan: Object.fromEntries([...chosen].filter(([name]) => reached.has(name))), left };
}

const nameOf = (item: Item) => (typeof item === 'string' ? item : item.name);

/** True if some choice of versions respects every one of these facts and nothing else, by trying every choice. */
export function canHold(world: World, facts: readonly Fact[]): boolean {
  const isAbsent = (plugin: string, range: string) =>
    facts.some(
      (fact) =>
        fact.plugin === plugin && (fact.kind === 'unknown' || (fact.kind === 'no-version' && fact.range === range)),
    );
  const names = [...new Set(facts.flatMap((fact) => [fact.plugin, ...('needs' in fact ? [fact.needs] : [])]))];
  const versionsOf = (name: string): string[] => {
    const versions = new Set(Object.keys(world.catalogue.plugins[name] ?? {}));
    const here = world.installed[name];
    return [...(here ? versions.add(here.version) : versions)];
  };
  // A range in which nothing lies asks for nothing once that fact is taken away.
  const isMet = (choice: Choice, plugin: string, range: string): boolean => {
    if (!versionsOf(plugin).some((version) => semver.satisfies(version, range))) return !isAbsent(plugin, range);
    return choice.has(plugin) && semver.satisfies(choice.get(plugin) as string, range);
  };
  const holds = (choice: Choice, fact: Fact): boolean => {
    const version = choice.get(fact.plugin);
    if (fact.kind === 'request') return isMet(choice, fact.plugin, fact.range);
    if (fact.kind === 'installed') return version !== undefined;
    if (version === undefined) return true;
    if (fact.kind === 'pinned') return version === fact.version;
    if (fact.kind === 'terminal' || fact.kind === 'yanked') return !fact.versions.includes(version);
    if (fact.kind !== 'dependency' || !fact.versions.includes(version)) return true;
    return isMet(choice, fact.needs, fact.range);
  };
  const visit = (at: number, choice: Choice): boolean => {
    const name = names[at];
    if (name === undefined) return facts.every((fact) => holds(choice, fact));
    return (
      visit(at + 1, choice) || versionsOf(name).some((version) => visit(at + 1, new Map(choice).set(name, version)))
    );
  };
  return visit(0, new Map());
}
