/** Runs plugins where they can do no harm: one isolate each, in expendable processes, one turn at a time. */

export { capsuleMaxBytes } from './capsule/format.ts';
export { type Capsule, readCapsule } from './capsule/read.ts';
export { CapsuleRecorder, type RecorderOptions } from './capsule/record.ts';
export { type ReplayReport, replayCapsule } from './capsule/replay.ts';
export { sandboxError } from './errors.ts';
export { defaultColumnsMb, defaultPolicy, type SandboxPolicy } from './policy.ts';
export { type CallFrame, type CpuProfile, profileLimits } from './profile/format.ts';
export {
  defaultRunnerPolicy,
  type GuestBundle,
  type LoadLimits,
  type ModuleLinks,
  type RunnerPolicy,
} from './protocol.ts';
export { Meter } from './supervisor/meters.ts';
export {
  type Attachment,
  type PluginRun,
  type RunListener,
  type RunnerClass,
  runnerClasses,
  type StartRequest,
} from './supervisor/plugin-run.ts';
export {
  createSandbox,
  type RunnerDeaths,
  type RunnerVitals,
  type Sandbox,
  type SandboxOptions,
} from './supervisor/sandbox.ts';
export type { After } from './supervisor/timers.ts';
