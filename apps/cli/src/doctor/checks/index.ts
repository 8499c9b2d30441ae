/** The list of checks: one file each, in the order in which they are shown. */

import type { HomeCheck } from '../check.ts';
import { code } from './code.ts';
import { disk } from './disk.ts';
import { file } from './file.ts';
import { orphans } from './orphans.ts';
import { plugins } from './plugins.ts';
import { secrets } from './secrets.ts';
import { signatures } from './signatures.ts';
import { starts } from './starts.ts';

export const homeChecks: readonly HomeCheck[] = [disk, file, starts, code, signatures, plugins, secrets, orphans];
