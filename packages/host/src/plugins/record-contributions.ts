/** Finds out what a plugin contributes before it is installed anywhere: it is run alone, as at its installation. */

import { setTimeout as sleep } from 'node:timers/promises';
import type { CodedError, Contribution } from '@omnitrade/contracts';
import { createSandbox, defaultPolicy, type GuestBundle } from '@omnitrade/sandbox';
import type { PluginPackage } from '../sources/package-files.ts';
import { openRehearsal } from './rehearsal.ts';
import { tryPlugin } from './trial.ts';

/** Throws what went wrong first: a plugin that fails its trial has no contributions to record. */
export async function recordContributions(files: PluginPackage, guest: GuestBundle): Promise<readonly Contribution[]> {
  using sandbox = createSandbox({ guest });
  const { contributions, failure } = await tryPlugin(sandbox, files);
  if (failure) throw failure;
  return contributions;
}

export interface TrialOutcome {
  readonly contributions: readonly Contribution[];
  /** How long evaluating and activating it took, in milliseconds; absent if it cannot be activated. */
  readonly startMs?: number;
  readonly failure?: CodedError;
}

const sampleMs = 25;
/** A busy machine makes a start look slow: the quickest counts. */
const starts = 3;

/** Like {@link recordContributions}, but says what went wrong instead of throwing it, and how long a start takes. */
export async function reportTrial(files: PluginPackage, guest: GuestBundle): Promise<TrialOutcome> {
  using sandbox = createSandbox({ guest, policy: { ...defaultPolicy, sampleMs } });
  const { contributions, failure } = await tryPlugin(sandbox, files);
  if (failure) return { contributions, failure };
  let startMs = Number.POSITIVE_INFINITY;
  for (let n = 0; n < starts; n++) {
    using rehearsal = await openRehearsal({ sandbox, package: files });
    while (rehearsal.cpuMs === 0) await sleep(sampleMs);
    startMs = Math.min(startMs, rehearsal.cpuMs);
  }
  return { contributions, startMs };
}
