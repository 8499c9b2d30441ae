/** How long to wait before the next attempt to reach the terminal. */

const firstMs = 300;
const longestMs = 5000;

/** Grows by half as much again up to five seconds; `chance` in [0, 1) spreads many pages apart. */
export function toRetryDelay(attempt: number, chance: number): number {
  const delay = Math.min(longestMs, firstMs * 1.5 ** attempt);
  return Math.round(delay * (0.8 + 0.4 * chance));
}
