/** What a check of a test says: whether it holds, and the sentence for where it does not. Free of any framework. */

export interface Check {
  readonly pass: boolean;
  /** What is wrong where it does not pass. */
  readonly message: string;
  /** What is wrong where it passes and should not have. */
  readonly negated: string;
}

/** Throws an Error with the sentence unless the check passes. */
export function assertCheck({ pass, message }: Check): void {
  if (!pass) throw new AssertionError(message);
}

/** Both Vitest and node:test show what has this name as a failed assertion. */
class AssertionError extends Error {
  override readonly name = 'AssertionError';
  readonly code = 'ERR_ASSERTION';
}
