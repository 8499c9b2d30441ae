/** Granted beside used: what a plugin could lose without noticing. */

import type { AuditUse, JsonObject } from '@omnitrade/contracts';
import { covers, dayMs, type Grant } from '@omnitrade/permissions';

export interface GrantReport {
  readonly permission: string;
  readonly allowed: number;
  readonly denied: number;
  readonly last: number | null;
  readonly targets: readonly string[];
  /** A sentence that proposes less; absent if what is granted is what is used. */
  readonly suggestion?: string;
  /** The limits that would be less, where the sentence proposes limits. */
  readonly narrow?: JsonObject;
}

/** A plugin is given some days before it is called unused. */
const graceDays = 7;

export function reportGrants(grants: readonly Grant[], uses: readonly AuditUse[], now: number): GrantReport[] {
  return grants.map((grant) => {
    const mine = uses.filter(({ permission }) => covers(grant.permission, permission));
    const targets = [...new Set(mine.flatMap((use) => use.targets))];
    const suggestion = findSuggestion(grant, mine, targets, now);
    const last = Math.max(grant.lastUsedAt ?? 0, ...mine.map((use) => use.last ?? 0));
    return {
      permission: grant.permission,
      allowed: Math.max(grant.uses ?? 0, sum(mine, 'allowed')),
      denied: sum(mine, 'denied'),
      last: last || null,
      targets,
      ...suggestion,
    };
  });
}

const sum = (uses: readonly AuditUse[], key: 'allowed' | 'denied') => uses.reduce((all, use) => all + use[key], 0);

/** Beyond this many a list is no help. */
const maxListed = 5;

type Suggestion = Pick<GrantReport, 'suggestion' | 'narrow'>;

function findSuggestion(
  grant: Grant,
  uses: readonly AuditUse[],
  targets: readonly string[],
  now: number,
): Suggestion | undefined {
  const { permission, limits } = grant;
  if (sum(uses, 'allowed') === 0 && !grant.uses) {
    if (now - grant.grantedAt < graceDays * dayMs) return undefined;
    return { suggestion: `It never used '${permission}'; take it back?` };
  }
  if (permission === 'data:read') return findFewer(grant, targets);
  if (!permission.startsWith('net:')) return undefined;
  const hosts = uses.filter((use) => use.allowed > 0).map((use) => use.permission);
  if (permission.startsWith('net:*.') && hosts.length > 0 && hosts.length <= 3)
    return {
      suggestion: `Of all hosts under ${permission.slice(6)} it used ${hosts.length}; grant ${hosts.map((host) => `'${host}'`).join(', ')} instead?`,
    };
  const methods = [...new Set(targets.map((target) => target.split(' ')[0]))];
  if (limits.methods === undefined && methods.length === 1 && methods[0] === 'GET')
    return {
      suggestion: 'It only ever fetched (GET); limit its methods to that?',
      narrow: { ...limits, methods: ['GET'] },
    };
  return undefined;
}

/** All instruments, or a long list, where a few were read. */
function findFewer({ limits }: Grant, targets: readonly string[]): Suggestion | undefined {
  const granted = Array.isArray(limits.instruments) ? limits.instruments.length : Number.POSITIVE_INFINITY;
  const used = [...targets].sort();
  if (used.length === 0 || used.length > maxListed || used.length >= granted) return undefined;
  const of = granted === Number.POSITIVE_INFINITY ? 'all instruments' : `${granted} instruments`;
  return {
    suggestion: `Of ${of} it read ${used.length}: ${used.join(', ')}; limit it to ${used.length === 1 ? 'that' : 'those'}?`,
    narrow: { ...limits, instruments: used },
  };
}
