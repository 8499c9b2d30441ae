/** The pages of docs/reference that are made from the source. */

import { writeCommands } from './commands.ts';
import { writeErrors } from './errors.ts';
import { writeExtensionPoints } from './extension-points.ts';
import { writeLifecycle } from './lifecycle.ts';
import { writeManifest } from './manifest.ts';
import { writePermissions } from './permissions.ts';
import { writeSdk } from './sdk.ts';
import { writeTesting } from './testing.ts';

export const pages: Readonly<Record<string, () => string | Promise<string>>> = {
  'docs/reference/commands.md': writeCommands,
  'docs/reference/errors.md': writeErrors,
  'docs/reference/extension-points.md': writeExtensionPoints,
  'docs/reference/lifecycle.md': writeLifecycle,
  'docs/reference/manifest.md': writeManifest,
  'docs/reference/permissions.md': writePermissions,
  'docs/reference/sdk.md': writeSdk,
  'docs/reference/testing.md': writeTesting,
};
