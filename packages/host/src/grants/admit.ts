/** The gate every call passes: decided by the grants as they are now, paid for and written down before its effect. */

import type { PluginId } from '@omnitrade/contracts';
import type { Risk, Target } from '@omnitrade/permissions';
import type { AuditTrail } from '../audit/audit-trail.ts';
import { permissionDenied } from '../errors.ts';
import type { PluginGrants } from './plugin-grants.ts';

/** Who calls; all of it is known to the host, nothing is said by the guest. */
export interface Caller {
  readonly plugin: PluginId;
  readonly version: string;
  readonly grants: PluginGrants;
  readonly audit: AuditTrail;
}

export interface Need {
  readonly permission: string;
  /** `capability.method`. */
  readonly call: string;
  readonly target?: Target;
  /** How grave it is, where the permission alone does not say. */
  readonly risk?: Risk;
  /** What it is about, for the audit: a URL without its query, an order. */
  readonly about?: string;
}

/** Throws `permission.denied`. If there is something to pay or to write down, resolves when that is on disk. */
export function admit(caller: Caller, need: Need): Promise<void> | undefined {
  const decision = caller.grants.decide(need.permission, need.target);
  if (!decision.allow) throw deny(caller, need, decision);
  const paid = caller.grants.take(decision);
  const written = caller.audit.allowed(toAudited(caller, need));
  if (!paid && !written) return undefined;
  return whenReady(caller, need, caller.grants.version, [paid, written]);
}

/** The answer of a call that took a while is given only if it would still be allowed. Spends nothing. */
export function assertStill(caller: Caller, need: Pick<Need, 'permission' | 'call'>, version: number): void {
  if (caller.grants.version === version) return;
  const decision = caller.grants.decide(need.permission);
  // A limit speaks of calls to come; that the grant lives is what counts here.
  if (!decision.allow && decision.deny !== 'limit') throw deny(caller, need, decision);
}

async function whenReady(
  caller: Caller,
  need: Need,
  version: number,
  waits: readonly (Promise<void> | undefined)[],
): Promise<void> {
  await Promise.all(waits);
  assertStill(caller, need, version);
}

function deny(caller: Caller, need: Need, { deny: why, sentence }: { deny: string; sentence: string }) {
  caller.audit.denied(toAudited(caller, need));
  const { permission, call } = need;
  return permissionDenied('denied', {
    plugin: caller.plugin,
    permission: permission.slice(0, 300),
    call,
    why,
    sentence,
  });
}

const toAudited = ({ plugin, version }: Caller, { permission, call, about, risk }: Need) => ({
  ...{ plugin, version, permission, call },
  ...(about !== undefined && { target: about }),
  ...(risk && { risk }),
});
