/** The sandbox's own numbers, with their reasons; a manifest may ask for less, never for more. */

import { maxOpenRequests, maxTimers } from '@omnitrade/contracts';
import { defaultRunnerPolicy, type RunnerPolicy } from './protocol.ts';

export interface SandboxPolicy {
  readonly runner: RunnerPolicy;
  /** Plugins per runner: restarting 50 takes about a quarter of a second. */
  readonly pluginsPerRunner: number;
  /** `main` and `activate` must be finished, awaits included, after this long. */
  readonly startDeadlineMs: number;
  /** A runner must take up `main` or `activate` within this, its own start included; it runs few of them at a time. */
  readonly beginMs: number;
  /** A call beside the frames must be back this long after its limit; the frames go on meanwhile. */
  readonly returnGraceMs: number;
  /** A runner that spends this much processor time in one call after the call's limit has passed is killed. */
  readonly stuckMs: number;
  /** A runner that owes a reply and stands still for this long is killed in any case. */
  readonly replyMs: number;
  /** An isolate that was told to go must be gone, or its runner goes. */
  readonly unloadMs: number;
  readonly watchMs: number;
  /** Bars and ticks that come closer together than this share a frame. */
  readonly flushMs: number;
  /** Memory a runner may use beyond what its plugins were seen to hold: node itself, and growth between two samples. */
  readonly runnerBaseMb: number;
  readonly runnerSpareMb: number;
  /** How long a runner may be over that before it is killed: time for fresh samples to explain it. */
  readonly memoryGraceMs: number;
  /** What a plugin that was ended left in its runner's memory is not held against the others for this long. */
  readonly shakenMs: number;
  readonly helloMs: number;
  readonly sampleMs: number;
  readonly maxTimers: number;
  readonly minTimerMs: number;
  readonly maxOpenRequests: number;
  readonly maxQueuedItems: number;
  /** Errors nobody caught, within `uncaughtMs`, before a plugin is stopped. */
  readonly maxUncaught: number;
  readonly uncaughtMs: number;
  /** A plugin's share of a processor is counted over this time. */
  readonly cpuWindowMs: number;
  /** Over its share a plugin gets its bars less often; at this many times the share it is stopped. */
  readonly cpuHardFactor: number;
  /** A turn that takes more than this share of its limit is slow; its author is told of the third within `slowWindowMs`. */
  readonly slowShare: number;
  readonly maxSlow: number;
  readonly slowWindowMs: number;
  /** Characters of messages within `messageWindowMs`. */
  readonly maxMessageChars: number;
  readonly messageWindowMs: number;
  readonly maxLogLines: number;
  readonly logWindowMs: number;
  /** Turns ended for want of a processor, within `starvedMs`, before it is the plugin that is thought too slow. */
  readonly maxStarved: number;
  readonly starvedMs: number;
  /** A class's last runner is ended this long after its last plugin left. */
  readonly idleMs: number;
}

export const defaultPolicy: SandboxPolicy = {
  runner: defaultRunnerPolicy,
  pluginsPerRunner: 50,
  startDeadlineMs: 2_000,
  beginMs: 30_000,
  returnGraceMs: 2_000,
  stuckMs: 100,
  replyMs: 5_000,
  unloadMs: 5_000,
  watchMs: 50,
  flushMs: 16,
  runnerBaseMb: 112,
  runnerSpareMb: 256,
  memoryGraceMs: 300,
  shakenMs: 3_000,
  helloMs: 20_000,
  sampleMs: 1_000,
  maxTimers,
  minTimerMs: 4,
  maxOpenRequests,
  maxQueuedItems: 1_000,
  maxUncaught: 100,
  uncaughtMs: 10_000,
  cpuWindowMs: 10_000,
  cpuHardFactor: 2.5,
  slowShare: 0.6,
  maxSlow: 3,
  slowWindowMs: 10_000,
  maxMessageChars: 8 * 1024 * 1024,
  messageWindowMs: 10_000,
  maxLogLines: 2_000,
  logWindowMs: 10_000,
  maxStarved: 3,
  starvedMs: 60_000,
  idleMs: 30_000,
};

/** What an isolate gets where the manifest does not say. Columns are ours, on top of the plugin's own memory. */
export const defaultColumnsMb = 96;
