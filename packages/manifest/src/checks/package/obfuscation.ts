/** Is the code meant to be read? */

import { checkError } from './errors.ts';
import type { PackageRule } from './package-rule.ts';

export const obfuscation: PackageRule = {
  rule: 'obfuscation',
  severity: 'warning',
  check: ({ code }) =>
    code.flatMap(({ path, disguises }) =>
      disguises.map(({ name: what, line }) => ({ file: path, line, error: checkError('disguised', { what }) })),
    ),
};
