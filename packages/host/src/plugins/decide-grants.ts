/** What a plugin gets when it is installed: what the user gave before and gives now. */

import { CodedError, type JsonObject, type PluginRecord } from '@omnitrade/contracts';
import type { Manifest } from '@omnitrade/manifest';
import { checkGrant, describePermission, findNews } from '@omnitrade/permissions';
import { registryError } from '../errors.ts';
import { readDeclared } from '../grants/session-powers.ts';

export interface GrantWish {
  readonly grants: readonly string[];
  readonly grantLowRisk: boolean;
  /** Limits by permission. */
  readonly limits?: Readonly<Record<string, JsonObject>>;
}

/** What the user gave before and gives now, and what is low risk if so wished. Throws `registry.unknown-permission`. */
export function decideGrants(manifest: Manifest, wish: GrantWish, known: PluginRecord | undefined): string[] {
  const declared = manifest.permissions.map(({ id }) => id as string);
  for (const permission of wish.grants)
    if (!declared.includes(permission))
      throw registryError('unknown-permission', {
        plugin: manifest.name,
        permission: permission.slice(0, 100),
        declared,
      });
  const given = new Set([...wish.grants, ...(known?.grants ?? []).map(({ permission }) => permission)]);
  return declared.filter((permission) => given.has(permission) || (wish.grantLowRisk && isLowRisk(permission)));
}

/** What the new version asks for beyond the old one, and nobody has given yet: the user has to see it first. */
export function listNewlyAsked(manifest: Manifest, known: PluginRecord, wish: GrantWish): string[] {
  const before = readDeclared(known.manifest);
  const named = [...wish.grants];
  return manifest.permissions
    .filter(({ id, limits, optional }) => {
      const news = findNews({ id, limits }, before);
      if (news === 'wider') return known.grants.some(({ permission }) => permission === id) && !named.includes(id);
      return news === 'new' && !optional && !named.includes(id) && !(wish.grantLowRisk && isLowRisk(id));
    })
    .map(({ id }) => id);
}

/** Throws the first reason why a limit cannot hold: it is unknown, or wider than what is asked for. */
export function checkLimits({ name: plugin, permissions }: Manifest, { limits = {} }: GrantWish, now: number): void {
  for (const [permission, given] of Object.entries(limits)) {
    const [issue] = checkGrant(permissions, { permission, limits: given, lifetime: 'until-revoked' }, now);
    if (issue) throw new CodedError(issue.code, issue.message, { plugin, permission });
  }
}

/** Who is given limits anew, none among them, has them as given; who is not stays within what was asked for before. */
export function toGrants(
  granted: readonly string[],
  limits: Readonly<Record<string, JsonObject>>,
  known: PluginRecord | undefined,
  grantedAt: number,
): PluginRecord['grants'] {
  const asked = known ? readDeclared(known.manifest) : [];
  return granted.map((permission) => {
    const before = known?.grants.find((grant) => grant.permission === permission);
    const given = Object.hasOwn(limits, permission) ? limits[permission] : undefined;
    if (!before || given !== undefined)
      return { permission, limits: given ?? {}, lifetime: 'until-revoked', grantedAt };
    const within = asked.find(({ id }) => id === permission)?.limits;
    return { ...before, limits: { ...within, ...before.limits } };
  });
}

function isLowRisk(permission: string): boolean {
  const { risk } = describePermission(permission);
  return risk === 'low' || risk === 'none';
}
