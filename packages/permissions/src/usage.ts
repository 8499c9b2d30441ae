/** What was spent of the budgets of grants: per grant, limit and window of time. A clock that is set back gives nothing back. */

import type { Dec } from '@omnitrade/contracts';
import { addAmounts } from './amounts.ts';
import type { LimitName } from './limits.ts';

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** An amount a call takes from a budget; to be kept on disk before the effect. */
export interface Spend {
  /** {@link toUsageKey} of the grant that pays and its limit, or a mark. */
  readonly key: string;
  /** Windows since 1970, UTC. */
  readonly window: number;
  readonly amount: Dec;
}

/** Spent amounts by {@link toUsageKey}. */
export type Usage = Readonly<Record<string, { readonly window: number; readonly amount: Dec }>>;

export const toUsageKey = (grant: string, limit: LimitName): string => `${grant} ${limit}`;

/** Beside the budgets stand marks: things that happened or were said, which no restart forgets. */
export const toMark = (about: string): string => `flow ${about}`;
export const isMarked = (usage: Usage, mark: string): boolean => (usage[mark]?.amount ?? '0') !== '0';

/** What is spent of the window at `now`. A window that lies ahead counts as this one. */
export function readUsage(usage: Usage, key: string, windowMs: number, now: number) {
  const spent = usage[key];
  const window = Math.floor(now / windowMs);
  return spent && spent.window >= window ? spent : { window, amount: '0' };
}

/** The usage after these spends. */
export function spend(usage: Usage, spends: readonly Spend[]): Usage {
  if (spends.length === 0) return usage;
  const after = { ...usage };
  for (const { key, window, amount } of spends) {
    const before = after[key];
    if (before && before.window > window) after[key] = { ...before, amount: addAmounts(before.amount, amount) };
    else
      after[key] = {
        window,
        amount: before?.window === window ? addAmounts(before.amount, amount) : amount,
      };
  }
  return after;
}

/** The usage with marks set or taken away. */
export function mark(usage: Usage, marks: readonly string[], isSet: boolean, now: number): Usage {
  const after = { ...usage };
  for (const one of marks) after[one] = { window: now, amount: isSet ? '1' : '0' };
  return after;
}
