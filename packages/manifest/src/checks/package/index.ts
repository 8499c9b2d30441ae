/** Every rule about a package: one entry each. The author's shell, packing and the marketplace run the same list. */

import { undeclaredCapability, unusedPermission } from './capability-use.ts';
import { declaredPoints } from './declared-points.ts';
import { dynamicCode } from './dynamic-code.ts';
import { foreignGlobals } from './foreign-globals.ts';
import { imports } from './imports.ts';
import { invisibleCharacters } from './invisible-characters.ts';
import { keyOrder } from './key-order.ts';
import { layout, size } from './layout.ts';
import { manifestRules } from './manifest-checks.ts';
import { manifestShape } from './manifest-shape.ts';
import { networkHosts, unusedHosts } from './network-hosts.ts';
import { obfuscation } from './obfuscation.ts';
import type { PackageRule } from './package-rule.ts';
import { readableCode } from './readable-code.ts';
import { running, startTime } from './running.ts';
import { dotFiles, secrets } from './secrets.ts';
import { typesFile } from './types-file.ts';

export const packageRules: readonly PackageRule[] = [
  manifestShape,
  ...manifestRules,
  keyOrder,
  layout,
  size,
  readableCode,
  imports,
  dynamicCode,
  foreignGlobals,
  obfuscation,
  invisibleCharacters,
  secrets,
  dotFiles,
  undeclaredCapability,
  unusedPermission,
  networkHosts,
  unusedHosts,
  declaredPoints,
  running,
  startTime,
  typesFile,
];
