/** Is plugin.json what it must be? Misspelt keys and ids are mended where only one known word is near. */

import { extensionPointIds, findNearest, type Json, type JsonObject, permissionIds } from '@omnitrade/contracts';
import { pluginCategories } from '../../categories.ts';
import { fieldNames } from '../../manifest-schema.ts';
import { checkManifest, readManifest } from '../../parse-manifest.ts';
import { checkError } from './errors.ts';
import { type Fault, manifestFile, type PackageRule } from './package-rule.ts';

export const manifestShape: PackageRule = {
  rule: 'manifest',
  severity: 'error',
  check({ manifestText, written }) {
    if (manifestText === undefined)
      return [{ file: manifestFile, error: checkError('no-manifest', {}), fixable: false }];
    const { issues } = readManifest(manifestText);
    const left = written ? new Set(checkManifest(mend(written)).map(({ path, code }) => `${code} ${path}`)) : undefined;
    return issues.map(({ code, path, message, line }): Fault => {
      const error = Object.assign(new Error(message), { code, data: {} }) as unknown as Fault['error'];
      const fixable = left !== undefined && !left.has(`${code} ${path}`);
      return { file: manifestFile, error, fixable, ...(line !== undefined && { line }) };
    });
  },
  fix: ({ written }) => (written ? { manifest: mend(written) } : {}),
};

/** The lists whose items are known words, and where the word stands in an item that is an object. */
const lists: Readonly<Record<string, readonly string[]>> = {
  permissions: permissionIds,
  extensionPoints: extensionPointIds,
  categories: pluginCategories,
};

function mend(written: JsonObject): JsonObject {
  const renamed = renameKeys(written, '');
  return Object.fromEntries(
    Object.entries(renamed).map(([key, value]) => {
      if (key === 'resources' || key === 'compatibility')
        return [key, isObject(value) ? renameKeys(value, key) : value];
      const known = Object.hasOwn(lists, key) ? lists[key] : undefined;
      return [key, known && Array.isArray(value) ? mendList(value, known, key) : value];
    }),
  );
}

/** A key nobody knows becomes the one it is nearest to, unless that is there already. */
function renameKeys(object: JsonObject, field: string): JsonObject {
  const known = fieldNames[field] ?? [];
  return Object.fromEntries(
    Object.entries(object).map(([key, value]) => {
      const nearest = known.includes(key) ? undefined : findNearest(key, known);
      return [nearest !== undefined && !Object.hasOwn(object, nearest) ? nearest : key, value];
    }),
  );
}

/** Known words for those near to them, each once. */
function mendList(items: readonly Json[], known: readonly string[], field: string): Json[] {
  const seen = new Set<string>();
  return items.flatMap((item): Json[] => {
    const whole = isObject(item) ? renameKeys(item, field) : item;
    const word = isObject(whole) ? whole.id : whole;
    const mended = typeof word === 'string' ? toKnown(word, known) : word;
    const again = typeof mended === 'string' && seen.has(mended);
    if (typeof mended === 'string') seen.add(mended);
    if (again) return [];
    return [isObject(whole) ? { ...whole, id: mended as Json } : (mended as Json)];
  });
}

function toKnown(word: string, known: readonly string[]): string {
  const isFamily = /^(?:net|plugins):/.test(word);
  return known.includes(word) || isFamily ? word : (findNearest(word, known) ?? word);
}

const isObject = (value: Json | undefined): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);
