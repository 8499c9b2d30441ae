/** What `omnitrade doctor` finds: what was looked at, how bad it is, and what to do. */

export interface Finding {
  /** Name of the check. */
  readonly check: string;
  readonly level: 'ok' | 'info' | 'warning' | 'error';
  readonly plugin?: string;
  readonly message: string;
  /** What a person can do about it. */
  readonly remedy?: string;
}
