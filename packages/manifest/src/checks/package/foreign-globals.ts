/** Does the code use what the sandbox has not? */

import { checkError } from './errors.ts';
import type { PackageRule } from './package-rule.ts';

/** What people are used to and the sandbox has not. */
const absent = [
  'process',
  'require',
  'module',
  'exports',
  '__dirname',
  '__filename',
  'Buffer',
  'window',
  'document',
  'localStorage',
  'XMLHttpRequest',
  'Worker',
  'SharedWorker',
  'navigator',
  'alert',
  'indexedDB',
  'setImmediate',
];

export const foreignGlobals: PackageRule = {
  rule: 'foreign-globals',
  severity: 'warning',
  check: ({ code }) =>
    code.flatMap(({ path, globals, dynamicCode: told }) =>
      globals
        .filter(
          ({ name, line }) => absent.includes(name) && !told.some((one) => one.name === name && one.line === line),
        )
        .map(({ name, line }) => ({ file: path, line, error: checkError('foreign-global', { name }) })),
    ),
};
