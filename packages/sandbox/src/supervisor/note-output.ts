/** What a plugin's message means for its run: deadlines kept, timers, open requests, lines of log, errors nobody caught. */

import type { CodedError, TurnOutput } from '@omnitrade/contracts';
import { sandboxError } from '../errors.ts';
import type { SandboxPolicy } from '../policy.ts';
import type { RunState } from './plugin-run.ts';

export interface NoteOf {
  readonly policy: SandboxPolicy;
  readonly now: number;
  /** Ends the run for what it did. */
  readonly end: (error: CodedError) => void;
}

/** Returns what the host hears, or undefined for what it does not. Throws a plain Error for what nobody may send. */
export function noteOutput(run: RunState, output: TurnOutput, of: NoteOf): TurnOutput | undefined {
  const { start, timers } = run;
  switch (output.t) {
    case 'loaded':
    case 'activated':
    case 'deactivated':
      start.report(output.t);
      break;
    case 'load-failed':
      start.report('loaded');
      break;
    case 'activate-failed':
      start.report('activated');
      break;
    case 'timer-set':
      timers.set(output.id, output.afterMs, output.every);
      break;
    case 'timer-clear':
      timers.clear(output.id);
      break;
    case 'request':
      if (++run.openRequests > of.policy.maxOpenRequests)
        throw new Error(`more than ${of.policy.maxOpenRequests} requests without waiting for an answer`);
      break;
    case 'log':
      return run.allowances.logged(performance.now()) ? output : undefined;
    case 'uncaught':
      return noteUncaught(run, output, of);
  }
  return output;
}

function noteUncaught(run: RunState, output: Extract<TurnOutput, { t: 'uncaught' }>, of: NoteOf): TurnOutput {
  const { error } = output;
  // While `main` still awaits, nobody else can report that it threw.
  if (run.start.awaiting === 'loaded') {
    run.start.report('loaded');
    return { t: 'load-failed', error };
  }
  const { maxUncaught: limit, uncaughtMs: windowMs } = of.policy;
  if (run.meter.uncaught(of.now, windowMs) > limit) {
    const text = `${error.name}: ${error.message}`.slice(0, 200);
    of.end(sandboxError('throw-storm', { plugin: run.plugin, limit, windowMs, text }));
  }
  return output;
}
