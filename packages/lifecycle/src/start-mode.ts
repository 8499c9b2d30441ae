/** Whether the terminal starts with its plugins or without: it must always come up, whatever a plugin does. */

export type StartMode =
  | { readonly mode: 'normal' }
  /** No plugin is started until the user says so; `asked`: by `--safe`; `failed-starts`: by what happened before. */
  | { readonly mode: 'safe'; readonly why: 'asked' | 'failed-starts'; readonly reason: string };

/** So many starts in a row that never said that they went well lead to safe mode. */
export const failedStartsMax = 2;

export function decideStart({
  asked,
  failedStarts,
}: {
  readonly asked: boolean;
  readonly failedStarts: number;
}): StartMode {
  if (asked) return { mode: 'safe', why: 'asked', reason: 'You started the terminal with --safe: no plugin runs.' };
  if (failedStarts < failedStartsMax) return { mode: 'normal' };
  const times = failedStarts === 2 ? 'twice' : `${failedStarts} times`;
  return {
    mode: 'safe',
    why: 'failed-starts',
    reason: `The terminal did not finish starting ${times} in a row, so it runs without plugins now. Disable the one you suspect, then start it again.`,
  };
}
