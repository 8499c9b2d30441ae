/** Who is to blame when something ends, and in which words it is said. Pure. */

import type { CodedError } from '@omnitrade/contracts';
import { sandboxError } from '../errors.ts';
import type { StopCode } from '../protocol.ts';
import type { RunState } from './plugin-run.ts';
import type { StartPhase } from './start-clock.ts';

/**
 * Why a runner ended. stuck: it did not come back from a turn; stuck-aside: nor from a call beside the frames;
 * memory: it held too much; protocol: it sent what no runner sends; silent: it did not answer; stillborn: it was never
 * ready; outside: the user or the system ended it; ended: it went by itself.
 */
export type DeathKind = 'stuck' | 'stuck-aside' | 'memory' | 'protocol' | 'silent' | 'stillborn' | 'outside' | 'ended';

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

export interface Scene {
  readonly runs: readonly RunState[];
  /** The runner was kept for the one plugin in it. */
  readonly alone: boolean;
  /** A plugin was ended here a moment ago for what it did: what it left behind is not the others' doing. */
  readonly shaken: boolean;
}

export interface Verdict {
  readonly culprit: RunState | undefined;
  /** It was one of them, and nothing tells which. */
  readonly suspects: readonly RunState[];
}

const nobody: Verdict = { culprit: undefined, suspects: [] };

/** Blames only where no other plugin can have done it; where one must have, all that can are suspects. */
export function judge(death: Death, { runs, alone, shaken }: Scene): Verdict {
  // A signal from outside says nothing about the plugin it happened to meet, nor does a runner that never began.
  if (death.kind === 'outside' || death.kind === 'stillborn') return nobody;
  const culprit = findCulprit(death, runs) ?? (alone && runs.length === 1 ? runs[0] : undefined);
  if (culprit) return { culprit, suspects: [] };
  return death.kind === 'memory' && shaken ? nobody : { culprit, suspects: runs };
}

/** The one run that must have ended its runner; undefined if it could have been several or none of them. */
function findCulprit(death: Death, runs: readonly RunState[]): RunState | undefined {
  if (death.culprit) return death.culprit;
  const inTurn = runs.find(({ slot }) => slot === death.slot);
  if (death.doomed || death.kind === 'stuck') return inTurn;
  // Nothing it says can be believed any more, its flight record included.
  if (death.kind === 'protocol') return undefined;
  const suspects = new Set(runs.filter(({ start }) => start.running));
  if (inTurn) suspects.add(inTurn);
  if (suspects.size === 1) return [...suspects][0];
  return death.kind === 'memory' && suspects.size === 0 ? findHolder(runs) : undefined;
}

/** The one plugin that was last seen to hold more than it may. */
function findHolder(runs: readonly RunState[]): RunState | undefined {
  const over = runs.filter(({ meter, request }) => {
    const { heapBytes, externalBytes } = meter.usage;
    return heapBytes + externalBytes > request.limits.memoryMb * 1048576;
  });
  return over.length === 1 ? over[0] : undefined;
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

/** What the others are told; `suspects` of them may have done it. */
export function toNeighbour({ text }: Death, { plugin }: RunState, suspects: number): CodedError {
  return sandboxError('neighbour-died', { plugin, text, ...(suspects > 0 && { suspects }) });
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
