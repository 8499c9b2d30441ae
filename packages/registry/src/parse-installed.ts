/** Reads what is installed, in any of the forms in which the terminal itself writes it. */

import { isCoded } from '@omnitrade/contracts';
import type { Installed, InstalledPlugin } from './catalogue.ts';
import { catalogueError } from './errors.ts';
import { fieldOf, JsonChecks, parseJson } from './json-checks.ts';

const maxChars = 16 * 1024 * 1024;
const maxPlugins = 20_000;

/**
 * `{ name: "1.0.0" }` or `{ name: { version, pinned } }`, either also under `plugins` as in `installed.lock`; or the
 * answer of `omnitrade list --json`. Throws `catalogue.invalid` with everything that is wrong.
 */
export function parseInstalled(text: string, { file = 'The list' }: { readonly file?: string } = {}): Installed {
  const checks = new JsonChecks();
  const installed: Record<string, InstalledPlugin> = Object.create(null);
  try {
    const [path, entries] = findEntries(parseJson(text, maxChars), checks);
    for (const [name, given] of entries) {
      if (checks.isOver) break;
      const at = path === '' ? name : `${path}.${name}`;
      if (!checks.isName(at, name)) continue;
      const plugin = readPlugin(at, given, checks);
      if (plugin) installed[name] = plugin;
    }
  } catch (error) {
    if (!isCoded(error)) throw error;
    checks.list.add('', error);
  }
  const { issues } = checks.list;
  if (issues.length > 0) throw catalogueError('invalid', { file, issues });
  return installed;
}

function findEntries(value: unknown, checks: JsonChecks): [string, [string, unknown][]] {
  const entries = checks.entries('', value, 'plugins', maxPlugins);
  const [, inner] = entries.find(([key]) => key === 'plugins') ?? [];
  if (Array.isArray(inner)) {
    if (inner.length > maxPlugins)
      checks.list.add(
        'plugins',
        catalogueError('too-many', { path: 'plugins', what: 'plugins', count: inner.length, limit: maxPlugins }),
      );
    return ['plugins', inner.slice(0, maxPlugins).map((item) => [`${fieldOf(item, 'id') ?? ''}`, item])];
  }
  // A plugin may be called "plugins" too: then it has a version.
  const isNested = typeof inner === 'object' && inner !== null && typeof fieldOf(inner, 'version') !== 'string';
  return isNested ? ['plugins', checks.entries('plugins', inner, 'plugins', maxPlugins)] : ['', entries];
}

function readPlugin(path: string, given: unknown, checks: JsonChecks): InstalledPlugin | undefined {
  if (typeof given === 'string') return checks.isVersion(path, given) ? { version: given } : undefined;
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    checks.wrongType(path, 'a version or an object with one', given);
    return undefined;
  }
  const version = fieldOf(given, 'version');
  const pinned = fieldOf(given, 'pinned');
  if (!checks.isVersion(`${path}.version`, version)) return undefined;
  if (pinned !== undefined && !checks.isBoolean(`${path}.pinned`, pinned)) return undefined;
  return { version, ...(pinned === true && { pinned }) };
}
