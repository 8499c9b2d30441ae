/** Reads a catalogue that anyone may have written. */

import { type Issue, isCoded, toPath } from '@omnitrade/contracts';
import type { Catalogue, Release } from './catalogue.ts';
import { catalogueError } from './errors.ts';
import { JsonChecks, parseJson, toKeyPath } from './json-checks.ts';

export const catalogueMaxChars = 64 * 1024 * 1024;
const maxPlugins = 200_000;
const maxVersions = 10_000;
const maxNeeds = 1_000;

/** Throws `catalogue.invalid` with everything that is wrong, at most 50 issues. Keys it does not know are left alone. */
export function parseCatalogue(text: string, { file = 'The catalogue' }: { readonly file?: string } = {}): Catalogue {
  const { catalogue, issues } = readCatalogue(text);
  if (catalogue === undefined) throw catalogueError('invalid', { file, issues });
  return catalogue;
}

function readCatalogue(text: string): { readonly catalogue?: Catalogue; readonly issues: readonly Issue[] } {
  let value: unknown;
  try {
    value = parseJson(text, catalogueMaxChars);
  } catch (error) {
    if (!isCoded(error)) throw error;
    return { issues: [{ code: error.code, path: '', message: error.message }] };
  }
  const checks = new JsonChecks();
  const plugins: Record<string, Readonly<Record<string, Release>>> = Object.create(null);
  const given = checks.isObject('', value) ? checks.entries('plugins', value.plugins, 'plugins', maxPlugins) : [];
  for (const [name, releases] of given) {
    if (checks.isOver) break;
    const path = toPath('plugins', name);
    if (checks.isName(path, name)) plugins[name] = readReleases(path, releases, checks);
  }
  const { issues } = checks.list;
  return issues.length > 0 ? { issues } : { catalogue: { plugins }, issues };
}

function readReleases(path: string, given: unknown, checks: JsonChecks): Readonly<Record<string, Release>> {
  const releases: Record<string, Release> = Object.create(null);
  for (const [version, release] of checks.entries(path, given, 'versions', maxVersions)) {
    if (checks.isOver) break;
    const at = toKeyPath(path, version);
    if (checks.isVersion(at, version)) releases[version] = readRelease(at, release, checks);
  }
  return releases;
}

function readRelease(path: string, given: unknown, checks: JsonChecks): Release {
  if (!checks.isObject(path, given)) return {};
  const { dependencies, optionalDependencies, terminal, yanked } = given;
  return {
    ...(dependencies !== undefined && { dependencies: readNeeds(`${path}.dependencies`, dependencies, checks) }),
    ...(optionalDependencies !== undefined && {
      optionalDependencies: readNeeds(`${path}.optionalDependencies`, optionalDependencies, checks),
    }),
    ...(terminal !== undefined && checks.isRange(`${path}.terminal`, terminal) && { terminal }),
    ...(yanked !== undefined && checks.isBoolean(`${path}.yanked`, yanked) && { yanked }),
  };
}

function readNeeds(path: string, given: unknown, checks: JsonChecks): Readonly<Record<string, string>> {
  const needs: Record<string, string> = Object.create(null);
  for (const [name, range] of checks.entries(path, given, 'dependencies', maxNeeds)) {
    const at = toPath(path, name);
    if (checks.isName(at, name) && checks.isRange(at, range)) needs[name] = range;
  }
  return needs;
}
