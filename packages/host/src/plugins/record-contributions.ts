/** Finds out what a plugin contributes before it is installed anywhere: it is run alone, as at its installation. */

import type { Contribution } from '@omnitrade/contracts';
import { createSandbox, type GuestBundle } from '@omnitrade/sandbox';
import type { PluginPackage } from '../sources/package-files.ts';
import { tryPlugin } from './trial.ts';

/** Throws what went wrong first: a plugin that fails its trial has no contributions to record. */
export async function recordContributions(files: PluginPackage, guest: GuestBundle): Promise<readonly Contribution[]> {
  using sandbox = createSandbox({ guest });
  const { contributions, failure } = await tryPlugin(sandbox, files);
  if (failure) throw failure;
  return contributions;
}
