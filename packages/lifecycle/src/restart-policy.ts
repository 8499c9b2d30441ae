/** What follows when a plugin had to be killed: a restart after a delay, quarantine, or rest until the user acts. */

/** `kill`: its isolate was killed; `runner-death`: its runner died of it; `quarantine-death`: the same again, in quarantine. */
export interface Strike {
  readonly timeMs: number;
  readonly kind: 'kill' | 'runner-death' | 'quarantine-death';
}

export type NextStep =
  | { readonly do: 'restart'; readonly afterMs: number }
  | { readonly do: 'quarantine' }
  | { readonly do: 'stop' };

const secondMs = 1_000;
const minuteMs = 60 * secondMs;
export const restartPolicy = {
  /** Delay after the first, second, third and every later strike, growing about sixfold. */
  delaysMs: [secondMs, 10 * secondMs, minuteMs],
  /** Share by which a delay varies, so that plugins killed together do not return together. */
  jitter: 0.2,
  /** This many strikes within the window end in quarantine. */
  strikes: 3,
  windowMs: 10 * minuteMs,
  /** Older strikes are forgotten. */
  decayMs: 60 * minuteMs,
} as const;

/** Strikes that still count, so that a history can be kept short. */
export function keepRecent(history: readonly Strike[], now: number): Strike[] {
  return history.filter((strike) => now - strike.timeMs < restartPolicy.decayMs);
}

/** Judges a history whose newest strike has just happened. `random` gives numbers in [0, 1). */
export function nextStep(history: readonly Strike[], now: number, random: () => number): NextStep {
  const recent = keepRecent(history, now);
  const { delaysMs, jitter, strikes, windowMs } = restartPolicy;
  if (recent.some((strike) => strike.kind === 'quarantine-death')) return { do: 'stop' };
  if (recent.some((strike) => strike.kind === 'runner-death')) return { do: 'quarantine' };
  if (recent.filter((strike) => now - strike.timeMs < windowMs).length >= strikes) return { do: 'quarantine' };
  const delay = delaysMs[Math.min(recent.length, delaysMs.length) - 1] ?? 0;
  return { do: 'restart', afterMs: Math.round(delay * (1 - jitter + 2 * jitter * random())) };
}
