/** Runs a plugin once, alone and without effect, for the checks that need to know what it does. */

import type { TrialReport } from '@omnitrade/manifest';
import { linkAuthorLibraries } from '../author-libraries.ts';

/** Undefined for a folder that is no plugin yet: what is wrong with it is found by reading. */
export async function runOnce(path: string): Promise<TrialReport | undefined> {
  const [{ readDirectory, reportTrial }, { readGuestModules }] = await Promise.all([
    import('@omnitrade/host'),
    import('@omnitrade/sdk/guest'),
  ]);
  try {
    return await reportTrial(await linkAuthorLibraries(await readDirectory(path), path), readGuestModules());
  } catch {
    return undefined;
  }
}
