/** Coded errors: the one way any part of OmniTrade says that it cannot go on. */

/** An error that is matched by its stable `code` (`area.kind`) and carries JSON-safe `data`; never match by `instanceof`. */
export class CodedError extends Error {
  readonly code: string;
  readonly data: Readonly<Record<string, unknown>>;

  constructor(code: string, message: string, data: Readonly<Record<string, unknown>>, cause?: unknown) {
    super(message, cause === undefined ? undefined : { cause });
    this.name = 'CodedError';
    this.code = code;
    this.data = data;
  }
}

/** A table *kind → sentence* from which {@link defineErrors} makes a thrower. */
// biome-ignore lint/suspicious/noExplicitAny: each sentence takes the data of its own kind
export type ErrorTable = Record<string, (data: any) => string>;

export interface ErrorMaker<T extends ErrorTable> {
  <K extends keyof T & string>(kind: K, data: Parameters<T[K]>[0], cause?: unknown): CodedError;
  readonly area: string;
  readonly table: T;
}

/**
 * Makes the error function of one package from its table of sentences.
 *
 * @example
 * const boxError = defineErrors('box', { full: (d: { limit: number }) => `The box holds ${d.limit}; take something out.` });
 * throw boxError('full', { limit: 3 }); // code 'box.full'
 */
export function defineErrors<const T extends ErrorTable>(area: string, table: T): ErrorMaker<T> {
  const make = (kind: string, data: Record<string, unknown>, cause?: unknown) =>
    new CodedError(`${area}.${kind}`, (table[kind] as (d: unknown) => string)(data), data, cause);
  return Object.assign(make, { area, table }) as unknown as ErrorMaker<T>;
}

/** What an error looks like once it leaves the process: in `--json` output, HTTP bodies, frames and the plugin list. */
export interface ErrorJson {
  readonly code: string;
  readonly message: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** True for anything that carries a code, from this process or from another one. */
export function isCoded(error: unknown): error is CodedError {
  return error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.includes('.');
}

/** Turns any thrown value into the JSON form; what has no code becomes `internal.unexpected`. */
export function toErrorJson(error: unknown): ErrorJson {
  if (isCoded(error)) return { code: error.code, message: error.message, data: error.data ?? {} };
  return { code: 'internal.unexpected', message: toText(error), data: {} };
}

/** Anything can be thrown, also what refuses to become text. */
function toText(thrown: unknown): string {
  try {
    return thrown instanceof Error ? `${thrown.message}` : String(thrown);
  } catch {
    return 'Something was thrown that has no text.';
  }
}

/** Something found wrong in an input that was read whole: where it is, what it is, and, when known, what to do. */
export interface Issue {
  readonly code: string;
  /** Where in the input: `permissions[2].id`, `line 14`. Empty for the whole. */
  readonly path: string;
  readonly message: string;
}
