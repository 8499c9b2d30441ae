/** Who is to blame when something ends, and in which words it is said. Pure. */

import type { CodedError } from '@omnitrade/contracts';
import { sandboxError } from '../errors.ts';
import type { StopCode } from '../protocol.ts';
import type { RunState } from './plugin-run.ts';
import type { StartPhase } from './start-clock.ts';

/**
 * Why a runner ended. stuck: it did not come back from a turn; stuck-aside: nor from a call beside the frames;
 * memory: it held too much; protocol: it sent what no runner sends; silent: it did not answer; ended: it went by itself.
 */
export type DeathKind = 'stuck' | 'stuck-aside' | 'memory' | 'protocol' | 'silent' | 'ended';

export interface Death {
  readonly kind: DeathKind;
  readonly text: string;
  /** What the flight record says it was in. */
  readonly slot: number | undefined;
  /** The engine named that slot itself. */
  readonly doomed: boolean;
  /** Known beforehand by whoever ordered the end. */
  readonly culprit?: RunState;
}

/** The one run that must have ended its runner; undefined if it could have been several or none of them. */
export function findCulprit(death: Death, runs: Iterable<RunState>): RunState | undefined {
  if (death.culprit) return death.culprit;
  const all = [...runs];
  const inTurn = all.find(({ slot }) => slot === death.slot);
  if (death.doomed || death.kind === 'stuck') return inTurn;
  // Nothing it says can be believed any more, its flight record included.
  if (death.kind === 'protocol') return undefined;
  const suspects = new Set(all.filter(({ start }) => start.running));
  if (inTurn) suspects.add(inTurn);
  return suspects.size === 1 ? [...suspects][0] : undefined;
}

/** What the culprit is told. */
export function toSentence({ kind, text }: Death, run: RunState): CodedError {
  const { plugin } = run;
  const { turnMs: limitMs } = run.request.limits;
  switch (kind) {
    case 'stuck':
      return sandboxError('timeout', { plugin, limitMs, where: 'a turn that could not be interrupted' });
    case 'memory':
      return sandboxError('memory', { plugin, limitMb: run.request.limits.memoryMb, text });
    default:
      return sandboxError('runner-died', { plugin, text });
  }
}

export function phaseName(phase: StartPhase): string {
  return { loaded: 'its start (main)', activated: 'activate', deactivated: 'deactivate' }[phase];
}

/** Why a runner stopped one isolate, for the plugin's list entry. */
export function toStopError(run: RunState, code: StopCode, text: string, limit: number): CodedError {
  const { plugin } = run;
  const where = run.start.running && run.start.awaiting ? phaseName(run.start.awaiting) : 'a turn';
  switch (code) {
    case 'timeout':
      return sandboxError('timeout', { plugin, limitMs: limit, where, ...(text && { stack: text }) });
    case 'starved':
      return sandboxError('starved', { plugin, limitMs: limit, where });
    case 'memory':
      return sandboxError('memory', { plugin, limitMb: limit, text });
    case 'output-too-long':
      return sandboxError('output-too-long', { plugin, limit });
    case 'load-failed':
      return sandboxError('load-failed', { plugin, text });
    default:
      return sandboxError('crashed', { plugin, text });
  }
}
