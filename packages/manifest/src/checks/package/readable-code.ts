/** Can all of the code be read as modules? */

import { checkError } from './errors.ts';
import type { PackageRule } from './package-rule.ts';

export const readableCode: PackageRule = {
  rule: 'readable-code',
  severity: 'error',
  check: ({ code }) =>
    code.flatMap(({ path, fault }) =>
      fault ? [{ file: path, line: fault.line, error: checkError('unreadable-code', { why: fault.why }) }] : [],
    ),
};
