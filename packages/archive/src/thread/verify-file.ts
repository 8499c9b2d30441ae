/** Reads and judges an archive and the signatures beside it, in a thread of its own. */

import { Worker } from 'node:worker_threads';
import { CodedError, type ErrorJson } from '@omnitrade/contracts';
import { archiveError } from '../errors.ts';
import type { RecordedContribution } from '../recorded-contributions.ts';
import type { Trust, Verification } from '../verify.ts';

export interface VerifiedFile extends Omit<Verification, 'archive'> {
  /** What the archive holds, where it could be read at all; whether it may be used is what the outcome says. */
  readonly whole?: {
    readonly sha256: string;
    readonly files: ReadonlyMap<string, Uint8Array>;
    readonly contributions: readonly RecordedContribution[];
  };
}

export interface ThreadOrder {
  readonly path: string;
  readonly bundlePath: string;
  readonly trust: Trust;
}

export type ThreadAnswer =
  | {
      readonly ok: true;
      readonly verdict: Omit<Verification, 'archive'>;
      readonly whole?: {
        readonly sha256: string;
        readonly bytes: Uint8Array<ArrayBuffer>;
        /** Path, first byte, length. */
        readonly files: readonly (readonly [string, number, number])[];
        readonly contributions: readonly RecordedContribution[];
      };
    }
  | { readonly ok: false; readonly error: ErrorJson };

/** `NAME.otp` has its signatures in `NAME.otpb`. */
export function toBundlePath(file: string): string {
  return file.endsWith('.otp') ? `${file}b` : `${file}.otpb`;
}

/** Ample for the largest archive, of which the thread holds one copy outside this. */
const heapMb = 128;

/** The signatures lie beside it, as `NAME.otpb`. Throws `archive.unreadable`; everything else is a verdict. */
export async function verifyFile(path: string, trust: Trust): Promise<VerifiedFile> {
  const answer = await ask({ path, bundlePath: toBundlePath(path), trust });
  if (!answer.ok) throw new CodedError(answer.error.code, answer.error.message, answer.error.data);
  const { verdict, whole } = answer;
  if (!whole) return verdict;
  const { sha256, bytes, files, contributions } = whole;
  const views = files.map(([file, at, length]) => [file, bytes.subarray(at, at + length)] as const);
  return { ...verdict, whole: { sha256, files: new Map(views), contributions } };
}

async function ask(workerData: ThreadOrder): Promise<ThreadAnswer> {
  const worker = new Worker(new URL('./verify-thread.ts', import.meta.url), {
    workerData,
    execArgv: [],
    env: {},
    name: 'verify',
    resourceLimits: { maxOldGenerationSizeMb: heapMb },
  });
  try {
    return await new Promise<ThreadAnswer>((resolve, reject) => {
      worker.once('message', resolve);
      worker.once('error', reject);
      worker.once('exit', () => reject(new Error('the check ended without an answer')));
    });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw archiveError('unreadable', { path: workerData.path, why }, error);
  } finally {
    await worker.terminate();
  }
}
