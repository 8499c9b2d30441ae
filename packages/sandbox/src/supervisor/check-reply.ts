/** Reads what a runner sent as if an attacker had written it. */

import { isLocalId, type Json, logLevels, logTextMaxChars, outboxRows, type TurnOutput } from '@omnitrade/contracts';
import type { JobResult, TurnedHeader, TurnResult } from '../protocol.ts';

const outputsMaxChars = 64 * 1024 + 1024;
const maxOutputs = 1_000;

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

const isCount = (value: unknown): value is number => Number.isInteger(value) && (value as number) >= 0;

/** Divides a reply among its results; throws a plain Error that says what is wrong (the runner is then ended). */
export function checkTurned(header: TurnedHeader, values: Float64Array, expected: Expected): CheckedResult[] {
  if (!isCount(header.frame) || !Array.isArray(header.results)) throw new Error('a reply without results');
  let at = 0;
  const take = (n: number): Float64Array => {
    if (at + n > values.length) throw new Error('a reply with fewer values than it names');
    at += n;
    return values.subarray(at - n, at);
  };
  const checked = header.results.map((result) => checkResult(result, expected, take));
  if (at !== values.length) throw new Error('a reply with more values than it names');
  return checked;
}

function checkResult(result: TurnResult, expected: Expected, take: (n: number) => Float64Array): CheckedResult {
  if (typeof result !== 'object' || result === null || !isCount(result.slot))
    throw new Error('a result without a slot');
  const { slot, us, jobs = [], box, outputs } = result;
  if (typeof us !== 'number' || !(us >= 0)) throw new Error('a result without its time');
  if (outputs !== undefined && (typeof outputs !== 'string' || outputs.length > outputsMaxChars))
    throw new Error('outputs that are no text or too long');
  if (!Array.isArray(jobs)) throw new Error('jobs that are no list');
  const read = (jobs as readonly JobResult[]).map((job) => {
    if (!Array.isArray(job) || !job.every(isCount)) throw new Error('a job that is not four numbers');
    const [instance, from, to, status] = job;
    const count = expected.outputsOf(slot, instance);
    // An instance detached while the frame was under way: its values cannot be divided without its count, so the runner names it no more.
    if (count === undefined) throw new Error(`a job of an instance it was not given`);
    if (to < from || to > expected.lengthOf(slot, instance)) throw new Error('a job beyond the bars it was given');
    const columns = status === 1 ? Array.from({ length: count }, () => take(to - from)) : [];
    return { instance, from, to, done: status === 1, columns };
  });
  return { slot, us, jobs: read, box: readBox(box, take), outputs };
}

function readBox(box: TurnResult['box'], take: (n: number) => Float64Array): CheckedResult['box'] {
  if (box === undefined) return undefined;
  const [id, rows] = Array.isArray(box) ? box : [];
  if (!isCount(id) || !isCount(rows) || rows > outboxRows) throw new Error('an outbox of impossible size');
  return { id, columns: Array.from({ length: 6 }, () => take(rows)) };
}

/** Parses a plugin's outputs; throws a plain Error that says what the plugin sent (the plugin is then stopped). */
export function parseOutputs(text: string): TurnOutput[] {
  let list: unknown;
  try {
    list = JSON.parse(text);
  } catch {
    throw new Error('a message that is not JSON');
  }
  if (!Array.isArray(list)) throw new Error('messages that are no list');
  if (list.length > maxOutputs) throw new Error(`${list.length} messages in one turn (limit ${maxOutputs})`);
  return list.map(checkOutput);
}

type Fields = Readonly<Record<string, unknown>>;
const isText = (value: unknown, max: number): value is string => typeof value === 'string' && value.length <= max;

const shapes: { readonly [T in TurnOutput['t']]: (o: Fields) => boolean } = {
  loaded: () => true,
  'load-failed': (o) => isGuestError(o.error),
  activated: () => true,
  'activate-failed': (o) => isGuestError(o.error),
  deactivated: () => true,
  contribute: (o) => isText(o.point, 64) && isText(o.id, 64) && isLocalId(o.id) && typeof o.info === 'object',
  log: (o) => (logLevels as readonly unknown[]).includes(o.level) && isText(o.text, logTextMaxChars),
  'timer-set': (o) => isCount(o.id) && typeof o.afterMs === 'number' && typeof o.every === 'boolean',
  'timer-clear': (o) => isCount(o.id),
  request: (o) => isCount(o.id) && isText(o.capability, 64) && isText(o.method, 64) && Array.isArray(o.args),
  return: (o) =>
    isCount(o.id) &&
    (o.ok === true ? o.value !== undefined && (o.rows === undefined || isCount(o.rows)) : isGuestError(o.error)),
  emit: (o) => isText(o.contribution, 64) && o.data !== undefined,
  attached: (o) => isCount(o.instance) && isCount(o.warmup),
  'instance-failed': (o) => isCount(o.instance) && isGuestError(o.error),
  uncaught: (o) => isGuestError(o.error),
};

function checkOutput(value: unknown): TurnOutput {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new Error('a message that is no object');
  const output = value as Fields;
  const shape =
    typeof output.t === 'string' && Object.hasOwn(shapes, output.t) ? shapes[output.t as TurnOutput['t']] : undefined;
  if (!shape) throw new Error(`a message of the unknown kind ${JSON.stringify(output.t)?.slice(0, 40)}`);
  if (!shape(output)) throw new Error(`a '${String(output.t)}' message of the wrong shape`);
  return output as unknown as TurnOutput;
}

function isGuestError(value: unknown): boolean {
  if (typeof value !== 'object' || value === null) return false;
  const error = value as { name?: unknown; message?: unknown; stack?: unknown; code?: Json };
  return (
    isText(error.name, 200) &&
    isText(error.message, 8192) &&
    (error.stack === undefined || isText(error.stack, 8192)) &&
    (error.code === undefined || isText(error.code, 100))
  );
}
