/** The lifecycle: states, legal moves and what follows a failure; pure, no input or output. */

export { type Bisection, bisect } from './bisect.ts';
export { lifecycleError } from './errors.ts';
export { fingerprint } from './fingerprint.ts';
export { compareState, type Hook, hooksOfSetup, pluginHooks, type StateVerdict } from './hooks.ts';
export { keepRecent, type NextStep, nextStep, restartPolicy, type Strike } from './restart-policy.ts';
export { decideStart, failedStartsMax, type StartMode } from './start-mode.ts';
export { eventsFrom, findNextEvent, isRunning, move, moves, type PluginEvent } from './states.ts';
export {
  planRecovery,
  planUndo,
  runUpdate,
  type UndoAction,
  type UpdateRun,
  type UpdateStep,
  undoActions,
  updateStepNames,
  updateSteps,
} from './update-transaction.ts';
