/** The one decision: may this plugin make this call now. Pure; what it allows names what must be spent first. */

import type { JsonObject } from '@omnitrade/contracts';
import { findAccountsRead, isHeldByFlow } from './flow.ts';
import { type Declared, findEnd, type Grant } from './grants.ts';
import { limitRules, type Target } from './limit-rules.ts';
import { type LimitName, limits as limitKinds } from './limits.ts';
import { covers, isConcrete } from './permission.ts';
import { readUsage, type Spend, toMark, toUsageKey, type Usage } from './usage.ts';

export interface Ask {
  readonly grants: readonly Grant[];
  readonly declared: readonly Declared[];
  /** One thing, never a star: `net:api.example.com`. */
  readonly permission: string;
  readonly target?: Target;
  readonly now: number;
  readonly usage?: Usage;
}

/** Why not; the word for programs, beside the sentence for people. */
export type DenyCode = 'unknown' | 'not-declared' | 'not-granted' | 'expired' | 'lapsed' | 'limit' | 'flow';

export type Decision =
  | { readonly allow: true; readonly grant: string; readonly spends: readonly Spend[] }
  /** `sentence` ends "The plugin may not …: it …". */
  | { readonly allow: false; readonly deny: DenyCode; readonly sentence: string };

const nothing: Target = {};
const noUsage: Usage = {};
const noSpends: readonly Spend[] = [];

/** Decides by the grants alone; of several that cover the call, the first that allows it pays. */
export function decide({ grants, declared, permission, target = nothing, now, usage = noUsage }: Ask): Decision {
  if (!isConcrete(permission)) return refuse('unknown', 'names a permission that does not exist');
  let best: Decision | undefined;
  for (const grant of grants) {
    if (!covers(grant.permission, permission)) continue;
    const end = findEnd(grant, now);
    const decision = end
      ? refuse(end, endings[end](permission))
      : hold(grant, declared, permission, target, now, usage);
    if (decision.allow) {
      if (isHeldByFlow(usage, permission)) return refuse('flow', heldByFlow(permission));
      return permission === 'account:read' ? withReadMark(decision, usage, now) : decision;
    }
    if (!best || weight(decision) > weight(best)) best = decision;
  }
  if (best) return best;
  if (!declared.some(({ id }) => covers(id, permission)))
    return refuse('not-declared', `does not ask for '${permission}' in its plugin.json, so it can never have it`);
  return refuse('not-granted', `was not granted '${permission}'; you can grant it in the list of plugins`);
}

const endings = {
  expired: (permission: string) =>
    `had '${permission}' for a time that is over; you can grant it again in the list of plugins`,
  lapsed: (permission: string) =>
    `did not use '${permission}' for 30 days, so it ended; you can grant it again in the list of plugins`,
};

const heldByFlow = (permission: string) =>
  `has read your accounts, and you did not say that they may be sent to ${permission.slice('net:'.length)}; you can say so in the list of plugins`;

/** That accounts were read is written down with the first call that does. */
function withReadMark(decision: Extract<Decision, { allow: true }>, usage: Usage, now: number): Decision {
  if (findAccountsRead(usage) !== undefined) return decision;
  const key = toMark('account:read');
  // A clock set back must not hide it behind an older window.
  const window = Math.max(now, usage[key]?.window ?? 0);
  return { ...decision, spends: [...decision.spends, { key, window, amount: '1' }] };
}

/** Of several refusals the one nearest to a yes is told. */
const weight = (decision: Decision): number => (!decision.allow && decision.deny === 'limit' ? 1 : 0);

function refuse(deny: DenyCode, sentence: string): Decision {
  return { allow: false, deny, sentence };
}

/** A living grant that covers the call: its own limits and those of the manifest must both hold. */
function hold(
  grant: Grant,
  declared: readonly Declared[],
  permission: string,
  target: Target,
  now: number,
  usage: Usage,
): Decision {
  let fault: Decision | undefined;
  for (const asked of declared) {
    if (!covers(asked.id, permission)) continue;
    const spends: Spend[] = [];
    const at = Math.max(now, grant.seenAt ?? 0);
    const found =
      findFault(grant.limits, grant.permission, target, at, usage, spends) ??
      findFault(asked.limits, grant.permission, target, at, usage, spends);
    if (found === undefined)
      return { allow: true, grant: grant.permission, spends: spends.length > 0 ? spends : noSpends };
    fault ??= refuse('limit', `${found}; the limits of '${permission}' stand in the list of plugins`);
  }
  return (
    fault ?? refuse('not-declared', `does not ask for '${permission}' in its plugin.json, so it can never have it`)
  );
}

/** The first limit that refuses. What a budget takes is added to `spends`, once per limit. */
function findFault(
  limits: JsonObject,
  grant: string,
  target: Target,
  now: number,
  usage: Usage,
  spends: Spend[],
): string | undefined {
  for (const name in limits) {
    const value = limits[name];
    if (!Object.hasOwn(limitKinds, name)) return `is held to a limit "${name.slice(0, 60)}" that nobody here can check`;
    const limit = name as LimitName;
    const rule = limitRules[limit];
    if (value === undefined || !limitKinds[limit].accepts(value)) return `has a limit "${name}" that cannot be read`;
    const { budget } = rule;
    const key = toUsageKey(grant, limit);
    const spent = budget ? readUsage(usage, key, budget.windowMs, now) : undefined;
    const fault = rule.findFault(value, target, now, spent?.amount ?? '0');
    if (fault !== undefined) return fault;
    const amount = budget?.toAmount(target);
    if (!budget || !spent || amount === undefined || spends.some((one) => one.key === key)) continue;
    spends.push({ key, window: spent.window, amount });
  }
  return undefined;
}
