/** The lifecycle: states, legal moves and what follows a failure; pure, no input or output. */

export { lifecycleError } from './errors.ts';
export { keepRecent, type NextStep, nextStep, restartPolicy, type Strike } from './restart-policy.ts';
export { eventsFrom, findNextEvent, isRunning, move, moves, type PluginEvent } from './states.ts';
