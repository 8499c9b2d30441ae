/** The sandbox's own numbers, with their reasons; a manifest may ask for less, never for more. */

import { defaultRunnerPolicy, type RunnerPolicy } from './protocol.ts';

export interface SandboxPolicy {
  readonly runner: RunnerPolicy;
  /** Plugins per runner: restarting 50 takes about a quarter of a second. */
  readonly pluginsPerRunner: number;
  /** `main` and `activate` must be finished, awaits included, after this long. */
  readonly startDeadlineMs: number;
  /** A runner whose flight record has not moved for this long while it owes a reply is killed. */
  readonly stuckMs: number;
  readonly watchMs: number;
  /** Bars and ticks that come closer together than this share a frame. */
  readonly flushMs: number;
  /** Memory a runner may use beyond what its plugins may: node itself, and overshoot of a collector. */
  readonly runnerBaseMb: number;
  readonly runnerSpareMb: number;
  readonly helloMs: number;
  readonly sampleMs: number;
  readonly maxTimers: number;
  readonly minTimerMs: number;
  readonly maxOpenRequests: number;
  readonly maxQueuedItems: number;
  /** A class's last runner is ended this long after its last plugin left. */
  readonly idleMs: number;
}

export const defaultPolicy: SandboxPolicy = {
  runner: defaultRunnerPolicy,
  pluginsPerRunner: 50,
  startDeadlineMs: 2_000,
  stuckMs: 250,
  watchMs: 50,
  flushMs: 16,
  runnerBaseMb: 96,
  runnerSpareMb: 256,
  helloMs: 10_000,
  sampleMs: 1_000,
  maxTimers: 100,
  minTimerMs: 4,
  maxOpenRequests: 64,
  maxQueuedItems: 1_000,
  idleMs: 30_000,
};

/** What an isolate gets where the manifest does not say. Columns are ours, on top of the plugin's own memory. */
export const defaultColumnsMb = 96;
