/** A CPU profile as Chrome and editors open it: what a `.cpuprofile` file holds. */

export interface CallFrame {
  readonly functionName: string;
  readonly scriptId: string;
  readonly url: string;
  /** Both from 0; -1 for what is no place in a file. */
  readonly lineNumber: number;
  readonly columnNumber: number;
}

export interface ProfileNode {
  readonly id: number;
  readonly callFrame: CallFrame;
  readonly hitCount: number;
  readonly children: readonly number[];
}

export interface CpuProfile {
  readonly nodes: readonly ProfileNode[];
  /** Microseconds of one clock. */
  readonly startTime: number;
  readonly endTime: number;
  /** Node ids, and how long each was after the one before. */
  readonly samples: readonly number[];
  readonly timeDeltas: readonly number[];
}

export const profileLimits = { seconds: 30, nodes: 4_000, samples: 40_000, nameChars: 200, chars: 4_000_000 } as const;
