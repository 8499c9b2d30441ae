/** What was spent of the budgets of grants: per grant, limit and window of time. A clock that is set back gives nothing back. */

import type { Dec } from '@omnitrade/contracts';
import { addAmounts } from './amounts.ts';
import type { LimitName } from './limits.ts';

export const minuteMs = 60_000;
export const dayMs = 86_400_000;

/** An amount a call takes from a budget; to be kept on disk before the effect. */
export interface Spend {
  /** The permission of the grant that pays. */
  readonly grant: string;
  readonly limit: LimitName;
  readonly windowMs: number;
  /** Windows since 1970, UTC. */
  readonly window: number;
  readonly amount: Dec;
}

/** Spent amounts by {@link toUsageKey}. */
export type Usage = Readonly<Record<string, { readonly window: number; readonly amount: Dec }>>;

export const toUsageKey = (grant: string, limit: LimitName): string => `${grant} ${limit}`;

/** What is spent of the window at `now`. A window that lies ahead counts as this one. */
export function readUsage(usage: Usage, grant: string, limit: LimitName, windowMs: number, now: number) {
  const spent = usage[toUsageKey(grant, limit)];
  const window = Math.floor(now / windowMs);
  return spent && spent.window >= window ? spent : { window, amount: '0' };
}

/** The usage after these spends. */
export function spend(usage: Usage, spends: readonly Spend[]): Usage {
  if (spends.length === 0) return usage;
  const after = { ...usage };
  for (const { grant, limit, window, amount } of spends) {
    const key = toUsageKey(grant, limit);
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
