/** The versions of one plugin in their order, and which of them a range means: semver's ranges, as npm reads them. */

import semver from 'semver';
import { addBit, type Bits, emptyBits, intersect, rangeBits, subtract, unite } from './bits.ts';

interface Version {
  readonly text: string;
  readonly major: number;
  readonly minor: number;
  readonly patch: number;
  /** Empty for a release. */
  readonly prerelease: readonly (string | number)[];
}

interface Bound extends Omit<Version, 'text'> {
  readonly operator: string;
}

/** Alternatives, of which each is a list of bounds that hold together. */
type Bounds = readonly (readonly Bound[])[];

/** Reads ranges and remembers them, since the same few are written a thousand times. */
export class RangeReader {
  readonly #known = new Map<string, Bounds>();

  /** A text that is no range means no version. */
  read(range: string): Bounds {
    let bounds = this.#known.get(range);
    if (bounds === undefined) {
      bounds = parseBounds(range);
      this.#known.set(range, bounds);
    }
    return bounds;
  }
}

function parseBounds(range: string): Bounds {
  let parsed: semver.Range;
  try {
    parsed = new semver.Range(range);
  } catch {
    return [];
  }
  // "Any version" is a bound without a version in semver's own form.
  return parsed.set.map((together) =>
    together.flatMap(({ operator, semver: at }) => (at instanceof semver.SemVer ? [toBound(operator, at)] : [])),
  );
}

function toBound(operator: string, { major, minor, patch, prerelease }: semver.SemVer): Bound {
  return { operator, major, minor, patch, prerelease: prerelease.map((part) => toIdentifier(`${part}`)) };
}

/** Bit 0 of every set stands for "not installed"; version `i` of the ascending list is bit `i + 1`. */
export const absentBit = 0;

/** The versions of one plugin, oldest first. */
export class VersionList {
  readonly texts: readonly string[];
  readonly #versions: readonly Version[];
  readonly #releases: Bits;
  readonly #reader: RangeReader;
  readonly #inside = new Map<string, Bits>();
  readonly #outside = new Map<string, Bits>();

  /** The texts are valid versions without build metadata, none twice. */
  constructor(texts: readonly string[], reader: RangeReader) {
    this.#versions = texts.map(parseVersion).sort((a, b) => compareVersions(a, b) || (a.text < b.text ? -1 : 1));
    this.texts = this.#versions.map(({ text }) => text);
    this.#reader = reader;
    this.#releases = emptyBits(this.size);
    for (const [i, { prerelease }] of this.#versions.entries())
      if (prerelease.length === 0) addBit(this.#releases, i + 1);
  }

  /** Numbers that a set may hold: "not installed" and every version. */
  get size(): number {
    return this.texts.length + 1;
  }

  bitOf(version: string): number | undefined {
    const at = this.texts.indexOf(version);
    return at < 0 ? undefined : at + 1;
  }

  /** The versions in a range. The answer is shared: copy before writing to it. */
  inRange(range: string): Bits {
    let set = this.#inside.get(range);
    if (set === undefined) {
      set = emptyBits(this.size);
      for (const together of this.#reader.read(range)) set = unite(set, this.#within(together));
      this.#inside.set(range, set);
    }
    return set;
  }

  /** "Not installed" and the versions that are not in a range. The answer is shared as well. */
  outOfRange(range: string): Bits {
    let set = this.#outside.get(range);
    if (set === undefined) {
      set = subtract(rangeBits(this.size, 0, this.size), this.inRange(range));
      this.#outside.set(range, set);
    }
    return set;
  }

  #within(bounds: readonly Bound[]): Bits {
    let from = 0;
    let to = this.texts.length;
    for (const bound of bounds) {
      const { operator } = bound;
      if (operator === '<') to = Math.min(to, this.#firstAt(bound));
      else if (operator === '<=') to = Math.min(to, this.#firstAfter(bound));
      else if (operator === '>') from = Math.max(from, this.#firstAfter(bound));
      else from = Math.max(from, this.#firstAt(bound));
      if (operator === '' || operator === '=') to = Math.min(to, this.#firstAfter(bound));
    }
    if (from >= to) return emptyBits(this.size);
    const set = intersect(rangeBits(this.size, from + 1, to + 1), this.#releases);
    // A pre-release counts only where the range itself names a pre-release of the same major, minor and patch.
    for (const bound of bounds) {
      if (bound.prerelease.length === 0) continue;
      const first = Math.max(from, this.#firstAt({ ...bound, prerelease: [0] }));
      for (let i = first; i < to && isSameRelease(this.#versions[i] as Version, bound); i++) addBit(set, i + 1);
    }
    return set;
  }

  /** Index of the first version that is not before `bound`. */
  #firstAt(bound: Omit<Version, 'text'>): number {
    return this.#search((version) => compareVersions(version, bound) >= 0);
  }

  #firstAfter(bound: Omit<Version, 'text'>): number {
    return this.#search((version) => compareVersions(version, bound) > 0);
  }

  #search(isPast: (version: Version) => boolean): number {
    let low = 0;
    let high = this.#versions.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if (isPast(this.#versions[middle] as Version)) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

function isSameRelease(a: Version, b: Bound): boolean {
  return a.major === b.major && a.minor === b.minor && a.patch === b.patch;
}

function parseVersion(text: string): Version {
  const dash = text.indexOf('-');
  const [major, minor, patch] = (dash < 0 ? text : text.slice(0, dash)).split('.');
  const prerelease =
    dash < 0
      ? []
      : text
          .slice(dash + 1)
          .split('.')
          .map(toIdentifier);
  return { text, major: Number(major), minor: Number(minor), patch: Number(patch), prerelease };
}

function toIdentifier(part: string): string | number {
  return /^\d+$/.test(part) ? Number(part) : part;
}

function compareVersions(a: Omit<Version, 'text'>, b: Omit<Version, 'text'>): number {
  return a.major - b.major || a.minor - b.minor || a.patch - b.patch || comparePrereleases(a.prerelease, b.prerelease);
}

/** A release comes after its pre-releases, numbers before words, and the shorter of two equal beginnings first. */
function comparePrereleases(a: Version['prerelease'], b: Version['prerelease']): number {
  if (a.length === 0 || b.length === 0) return (a.length === 0 ? 1 : 0) - (b.length === 0 ? 1 : 0);
  for (let i = 0; i < a.length && i < b.length; i++) {
    const [x, y] = [a[i] as string | number, b[i] as string | number];
    if (x === y) continue;
    if (typeof x !== typeof y) return typeof x === 'number' ? -1 : 1;
    return x < y ? -1 : 1;
  }
  return a.length - b.length;
}
