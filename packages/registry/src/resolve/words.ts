/** Facts, and what follows from them, in words. */

import type { Fact } from './facts.ts';
import type { PluginChoice } from './problem.ts';

/** "a, b and c". */
export function joinWords(words: readonly string[], last = 'and'): string {
  return words.length < 2 ? (words[0] ?? '') : `${words.slice(0, -1).join(', ')} ${last} ${words.at(-1)}`;
}

/** The name, and the range where it says something. */
export function withRange(name: string, range: string): string {
  return range === '*' || range === '' ? name : `${name} ${range}`;
}

/** `x 1.0.0`, `x 1.0.0 to 1.4.0`, `every version of x`. */
export function withVersions(
  { name, versions: { texts } }: PluginChoice,
  versions: readonly string[],
  last = 'and',
): string {
  if (versions.length === 1) return `${name} ${versions[0]}`;
  if (versions.length === texts.length) return `every version of ${name}`;
  const from = texts.indexOf(versions[0] as string);
  const isRun = versions.every((version, i) => texts[from + i] === version);
  if (versions.length > 2 && isRun) return `${name} ${versions[0]} to ${versions.at(-1)}`;
  if (versions.length < 5) return `${name} ${joinWords(versions, last)}`;
  return `${versions.length} versions of ${name} from ${versions[0]} to ${versions.at(-1)}`;
}

/** True if {@link withVersions} speaks of one thing: "needs" rather than "need". */
function isOne({ versions: { texts } }: PluginChoice, versions: readonly string[]): boolean {
  return versions.length === 1 || versions.length === texts.length;
}

/** A fact as part of a sentence. */
export function toClause(fact: Fact, plugin: PluginChoice): string {
  const { plugin: name } = fact;
  switch (fact.kind) {
    case 'request':
      return `you asked for ${withRange(name, fact.range)}`;
    case 'dependency': {
      const need = isOne(plugin, fact.versions) ? 'needs' : 'need';
      return `${withVersions(plugin, fact.versions)} ${need} ${withRange(fact.needs, fact.range)}`;
    }
    case 'terminal': {
      const are = isOne(plugin, fact.versions) ? 'is' : 'are';
      const made = `${withVersions(plugin, fact.versions)} ${are} made for terminal ${fact.range}`;
      return `${made} (this one is ${fact.terminal})`;
    }
    case 'yanked':
      return `${withVersions(plugin, fact.versions)} ${isOne(plugin, fact.versions) ? 'was' : 'were'} withdrawn`;
    case 'pinned':
      return `you pinned ${name} to ${fact.version}`;
    case 'installed':
      return `${name} ${fact.version} is installed and must go on working`;
    case 'unknown':
      return `there is no plugin "${name}"${fact.nearest ? ` (did you mean "${fact.nearest}"?)` : ''}`;
    case 'no-version':
      return fact.prerelease
        ? `${name} has only pre-releases in ${fact.range} (the newest is ${fact.prerelease})`
        : `${name} has no version in ${fact.range} (its newest is ${fact.newest})`;
  }
}
