/** The runner of an author's own plugin: Node's permission model is all that holds it, and a debugger may stop its clock. */

import type { SandboxPolicy } from '../policy.ts';
import type { LoadLimits } from '../protocol.ts';
import { type Launched, launchProgram, readable, runnerMain } from './launch.ts';
import type { Death } from './verdict.ts';

/** What Node takes before a plugin comes. */
const ownHeapMb = 32;
/** Whoever stands at a breakpoint is given a day. */
const dayMs = 86_400_000;

/** With a port, a debugger finds it there on the loopback. */
export function launchForAuthor(memoryMb: number, inspect: number | undefined): Launched {
  const debug = inspect === undefined ? [] : ['--allow-inspector', `--inspect=127.0.0.1:${inspect}`];
  return launchProgram([
    '--no-harmony-temporal',
    '--experimental-vm-modules',
    `--max-old-space-size=${memoryMb + ownHeapMb}`,
    ...debug,
    '--permission',
    '--disable-warning=ExperimentalWarning',
    ...readable().map((path) => `--allow-fs-read=${path}`),
    runnerMain,
    'process',
  ]);
}

/** No call is ended for having taken long. */
export function withoutTime(policy: SandboxPolicy): SandboxPolicy {
  const patient = { startDeadlineMs: dayMs, returnGraceMs: dayMs, stuckMs: dayMs, replyMs: dayMs };
  return { ...policy, ...patient, runner: { ...policy.runner, startMs: dayMs, frameMs: dayMs } };
}

export const withoutTurnLimit = (limits: LoadLimits): LoadLimits => ({ ...limits, turnMs: dayMs });

/** Node ends itself when its heap is full; there is nobody else in it who could have filled it. */
export function toAuthorDeath(death: Death): Death {
  const isFull = death.kind === 'ended' && /out of ?memory|OOMError/i.test(death.text);
  return isFull ? { ...death, kind: 'memory' } : death;
}
