/** What the user gave a plugin: grants with limits and a lifetime, and the only changes they can go through. */

import type { Issue, JsonObject } from '@omnitrade/contracts';
import { permissionError } from './errors.ts';
import { limitRules } from './limit-rules.ts';
import { type LimitName, limits as limitKinds } from './limits.ts';
import { checkLimits, checkPermission, findRisk, isGranted } from './permission.ts';
import { dayMs } from './usage.ts';

/**
 * once: until the plugin's run is over, or the next one if none is under way; session: until the terminal's is; until: to a moment; until-revoked: no end of its own.
 * The first two are never written to disk.
 */
export const lifetimes = ['once', 'session', 'until', 'until-revoked'] as const;
export type Lifetime = (typeof lifetimes)[number];

export interface Grant {
  readonly permission: string;
  readonly limits: JsonObject;
  readonly lifetime: Lifetime;
  /** Epoch milliseconds, as all times here. */
  readonly grantedAt: number;
  /** Present if and only if the lifetime is `until`. */
  readonly expiresAt?: number;
  readonly lastUsedAt?: number;
  readonly uses?: number;
  /** The latest moment at which this grant was looked at: a clock set back does not make it younger. */
  readonly seenAt?: number;
}

/** What a plugin asks for in its manifest; it can never get more. */
export interface Declared {
  readonly id: string;
  readonly limits: JsonObject;
}

export interface GivenGrant {
  readonly permission: string;
  readonly limits: JsonObject;
  readonly lifetime: Lifetime;
  readonly expiresAt?: number;
}

export type GrantChange =
  | ({ readonly change: 'give'; readonly now: number } & GivenGrant)
  | { readonly change: 'revoke'; readonly permission: string }
  | { readonly change: 'use'; readonly permission: string; readonly now: number }
  | { readonly change: 'plugin-end' | 'terminal-start' }
  /** Time has passed: what has ended is dropped for good. */
  | { readonly change: 'sweep'; readonly now: number };

/** A grant of medium risk or more that is not used for so long ends. */
export const unusedDays = 30;

/** Why a grant has ended at `now`; undefined while it lives. */
export function findEnd(grant: Grant, now: number): 'expired' | 'lapsed' | undefined {
  const at = Math.max(now, grant.seenAt ?? 0);
  if (grant.lifetime === 'until' && !(at < (grant.expiresAt ?? 0))) return 'expired';
  if (at - (grant.lastUsedAt ?? grant.grantedAt) < unusedDays * dayMs) return undefined;
  const risk = findRisk(grant.permission);
  return risk === 'none' || risk === 'low' ? undefined : 'lapsed';
}

/** The grants after a change; the same array if nothing changed. */
export function changeGrants(grants: readonly Grant[], change: GrantChange): readonly Grant[] {
  const without = (ends: (grant: Grant) => boolean) =>
    grants.some(ends) ? grants.filter((one) => !ends(one)) : grants;
  switch (change.change) {
    case 'give': {
      const { change: _, now, ...given } = change;
      const grant = { ...given, grantedAt: now, seenAt: now };
      return [...grants.filter(({ permission }) => permission !== given.permission), grant];
    }
    case 'revoke':
      return without(({ permission }) => permission === change.permission);
    case 'plugin-end':
      return without(({ lifetime }) => lifetime === 'once');
    case 'terminal-start':
      return without(({ lifetime }) => lifetime === 'once' || lifetime === 'session');
    case 'use':
      return grants.map((grant) => {
        if (grant.permission !== change.permission) return grant;
        const at = Math.max(change.now, grant.seenAt ?? 0);
        return { ...grant, lastUsedAt: at, seenAt: at, uses: (grant.uses ?? 0) + 1 };
      });
    case 'sweep':
      return without((grant) => findEnd(grant, change.now) !== undefined).map((grant) =>
        (grant.seenAt ?? 0) < change.now ? { ...grant, seenAt: change.now } : grant,
      );
  }
}

/** What keeps a grant from being given: unknown words, more than was asked for, or an end that lies behind. */
export function checkGrant(declared: readonly Declared[], given: GivenGrant, now: number): Issue[] {
  const { permission, limits, lifetime, expiresAt } = given;
  const unknown = checkPermission(permission);
  if (unknown.length > 0) return unknown;
  const asked = declared.filter(({ id }) => isGranted([id], permission));
  if (asked.length === 0) return [toIssue('', permissionError('not-declared', { permission }))];
  const issues = checkLimits(permission, limits);
  if (issues.length > 0) return issues;
  if (!asked.some((one) => isWithin(limits, one.limits)))
    for (const name of Object.keys(limits) as LimitName[]) {
      const outer = asked[0]?.limits[name];
      const inner = limits[name];
      if (outer !== undefined && inner !== undefined && !limitRules[name].isWithin(inner, outer))
        issues.push(toIssue(name, permissionError('wider', { permission, limit: name, asked: JSON.stringify(outer) })));
    }
  if (!lifetimes.includes(lifetime) || (lifetime === 'until') !== (expiresAt !== undefined))
    issues.push(toIssue('lifetime', permissionError('bad-lifetime', { permission, lifetimes: lifetimes.join(', ') })));
  else if (expiresAt !== undefined && !(Number.isSafeInteger(expiresAt) && expiresAt > now))
    issues.push(toIssue('expiresAt', permissionError('over', { permission })));
  return issues;
}

/** True if no limit of `inner` reaches beyond the same limit of `outer`; what `inner` leaves out is held by `outer`. */
export function isWithin(inner: JsonObject, outer: JsonObject): boolean {
  return Object.entries(inner).every(([name, value]) => {
    if (!Object.hasOwn(limitKinds, name)) return false;
    const most = outer[name];
    return most === undefined || limitRules[name as LimitName].isWithin(value, most);
  });
}

const toIssue = (path: string, { code, message }: { code: string; message: string }): Issue => ({
  code,
  path,
  message,
});
