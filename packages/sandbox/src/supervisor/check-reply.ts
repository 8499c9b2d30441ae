/** Reads what a runner sent as if an attacker had written it. */

import { outboxRows, turnOutputMaxChars } from '@omnitrade/contracts';
import type { FromRunner, JobResult, StopCode, TurnedHeader, TurnResult } from '../protocol.ts';

/** A turn's messages, and an error nobody caught that the runner adds. */
const outputsMaxChars = turnOutputMaxChars + 8 * 1024;

/** What the server knows a slot can answer: columns per instance, and how far each series was sent. */
export interface Expected {
  outputsOf(slot: number, instance: number): number | undefined;
  lengthOf(slot: number, instance: number): number;
  has(slot: number): boolean;
}

export interface CheckedResult {
  readonly slot: number;
  readonly us: number;
  readonly jobs: readonly {
    readonly instance: number;
    readonly from: number;
    readonly to: number;
    readonly done: boolean;
    readonly columns: Float64Array[];
  }[];
  readonly box: { readonly id: number; readonly columns: Float64Array[] } | undefined;
  readonly outputs: string | undefined;
}

type Take = (n: number) => Float64Array;

const isCount = (value: unknown): value is number => Number.isSafeInteger(value) && (value as number) >= 0;
const isAmount = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value) && value >= 0;

/**
 * Divides a reply among its results; throws a plain Error that says what is wrong (the runner is then ended).
 * `answered` holds the slots that have had their result in this frame, and learns the new ones.
 */
export function checkTurned(
  header: TurnedHeader,
  values: Float64Array,
  expected: Expected,
  answered: Set<number>,
): CheckedResult[] {
  const { frame, more, behind, results } = header;
  if (!isCount(frame) || !Array.isArray(results) || typeof more !== 'boolean' || typeof behind !== 'boolean')
    throw new Error('a reply of the wrong shape');
  if (more && results.length === 0) throw new Error('a part of a reply without results');
  let at = 0;
  const take = (n: number): Float64Array => {
    if (at + n > values.length) throw new Error('a reply with fewer values than it names');
    at += n;
    return values.subarray(at - n, at);
  };
  const checked = (results as readonly TurnResult[]).map((result) => checkResult(result, expected, answered, take));
  if (at !== values.length) throw new Error('a reply with more values than it names');
  return checked;
}

function checkResult(result: TurnResult, expected: Expected, answered: Set<number>, take: Take): CheckedResult {
  if (typeof result !== 'object' || result === null) throw new Error('a result that is no object');
  const { slot, us, jobs = [], box, outputs } = result;
  if (!isCount(slot) || !expected.has(slot)) throw new Error('a result of a plugin it was not given');
  if (answered.has(slot)) throw new Error('two results of one plugin in one frame');
  answered.add(slot);
  if (!isAmount(us)) throw new Error('a result without its time');
  if (outputs !== undefined && (typeof outputs !== 'string' || outputs.length > outputsMaxChars))
    throw new Error('outputs that are no text or too long');
  if (!Array.isArray(jobs)) throw new Error('jobs that are no list');
  const read = (jobs as readonly JobResult[]).map((job) => readJob(slot, job, expected, take));
  return { slot, us, jobs: read, box: readBox(box, take), outputs };
}

function readJob(slot: number, job: JobResult, expected: Expected, take: Take): CheckedResult['jobs'][number] {
  if (!Array.isArray(job) || job.length !== 4 || !job.every(isCount)) throw new Error('a job that is not four numbers');
  const [instance, from, to, status] = job as unknown as [number, number, number, number];
  const count = expected.outputsOf(slot, instance);
  if (count === undefined) throw new Error('a job of an instance it was not given');
  if (to < from || to > expected.lengthOf(slot, instance)) throw new Error('a job beyond the bars it was given');
  const columns = status === 1 ? Array.from({ length: count }, () => take(to - from)) : [];
  return { instance, from, to, done: status === 1, columns };
}

function readBox(box: TurnResult['box'], take: Take): CheckedResult['box'] {
  if (box === undefined) return undefined;
  const [id, rows] = Array.isArray(box) ? box : [];
  if (!isCount(id) || !isCount(rows) || rows > outboxRows) throw new Error('an outbox of impossible size');
  return { id, columns: Array.from({ length: 6 }, () => take(rows)) };
}

export interface CheckedSample {
  readonly slot: number;
  readonly cpuMs: number;
  readonly heapBytes: number;
  readonly externalBytes: number;
  readonly heldBytes: number;
}

export function checkSamples({ slots }: Extract<FromRunner, { type: 'samples' }>): CheckedSample[] {
  if (!Array.isArray(slots)) throw new Error('samples that are no list');
  return slots.map((sample: unknown) => {
    if (!Array.isArray(sample) || sample.length !== 5 || !sample.every(isAmount))
      throw new Error('a sample that is not five numbers');
    const [slot, cpuMs, heapBytes, externalBytes, heldBytes] = sample as [number, number, number, number, number];
    return { slot, cpuMs, heapBytes, externalBytes, heldBytes };
  });
}

const stopCodes: readonly StopCode[] = [
  'unloaded',
  'timeout',
  'starved',
  'memory',
  'load-failed',
  'crashed',
  'output-too-long',
];

export interface CheckedStop {
  readonly slot: number;
  readonly code: StopCode;
  readonly text: string;
  readonly limit: number;
}

export function checkStopped({ slot, code, text, limit = 0 }: Extract<FromRunner, { type: 'stopped' }>): CheckedStop {
  if (!isCount(slot) || !stopCodes.includes(code) || typeof text !== 'string' || text.length > 4096 || !isAmount(limit))
    throw new Error('the end of a plugin in the wrong shape');
  return { slot, code, text, limit };
}
