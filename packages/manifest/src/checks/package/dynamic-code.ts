/** Does the code make code of text? */

import { checkError } from './errors.ts';
import type { PackageRule } from './package-rule.ts';

export const dynamicCode: PackageRule = {
  rule: 'dynamic-code',
  severity: 'error',
  check: ({ code }) =>
    code.flatMap(({ path, dynamicCode: found }) =>
      found.map(({ name: what, line }) => ({ file: path, line, error: checkError('dynamic-code', { what }) })),
    ),
};
