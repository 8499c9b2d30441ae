/** Do the keys of plugin.json stand in the order of the reference? */

import { fieldNames } from '../../manifest-schema.ts';
import { checkError } from './errors.ts';
import { manifestFile, type PackageRule } from './package-rule.ts';

/** The order in which people look for things: what it is, what it may do, what it needs. */
const order = [
  '$schema',
  'name',
  'displayName',
  'version',
  'author',
  'description',
  'license',
  'homepage',
  'icon',
  'categories',
  'keywords',
  'main',
  'permissions',
  'dependencies',
  'optionalDependencies',
  'extensionPoints',
  'configuration',
  'resources',
  'compatibility',
];
const rank = (key: string) => (order.includes(key) ? order.indexOf(key) : order.length);

export const keyOrder: PackageRule = {
  rule: 'key-order',
  severity: 'info',
  check({ written, manifest, lineOf }) {
    if (!written || !manifest) return [];
    const keys = Object.keys(written).filter((key) => fieldNames['']?.includes(key));
    const misplaced = keys.find((key, i) => i > 0 && rank(key) < rank(keys[i - 1] as string));
    if (misplaced === undefined) return [];
    const line = lineOf(misplaced);
    return [
      { file: manifestFile, error: checkError('key-order', { key: misplaced }), ...(line !== undefined && { line }) },
    ];
  },
  fix({ written }) {
    if (!written) return {};
    const sorted = Object.entries(written).sort(([a], [b]) => rank(a) - rank(b));
    return { manifest: Object.fromEntries(sorted) };
  },
};
