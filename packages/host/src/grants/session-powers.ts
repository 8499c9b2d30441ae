/** Everything a running plugin can act with: its grants, and the parts of the terminal its calls end in. */

import type { JsonObject, PluginRecord, SecretStore, StorageStore } from '@omnitrade/contracts';
import type { Manifest } from '@omnitrade/manifest';
import { changeGrants, type Declared, type Grant, type Lifetime, lifetimes } from '@omnitrade/permissions';
import { AuditTrail } from '../audit/audit-trail.ts';
import { blankView, type TerminalView } from '../capabilities/terminal-view.ts';
import { idleLinks, type PluginLinks } from '../exports/plugin-links.ts';
import { createMemoryData } from '../memory-data.ts';
import { createIdleNetwork, type NetworkBroker } from '../network/network-broker.ts';
import { createIdleRequests, type PermissionRequests } from './permission-requests.ts';
import { PluginGrants } from './plugin-grants.ts';

export interface SessionPowers {
  readonly grants: PluginGrants;
  readonly audit: AuditTrail;
  readonly storage: StorageStore;
  readonly secrets: SecretStore;
  readonly network: NetworkBroker;
  readonly requests: PermissionRequests;
  readonly terminal: TerminalView;
  /** Other plugins, as far as this one may reach them. */
  readonly plugins: PluginLinks;
}

/** What a manifest asks for, from its JSON as it was accepted at installation. */
export function readDeclared(manifest: JsonObject): Declared[] {
  const { permissions } = manifest;
  if (!Array.isArray(permissions)) return [];
  return (permissions as readonly (string | { readonly id: string; readonly limits?: JsonObject })[]).map((asked) =>
    typeof asked === 'string' ? { id: asked, limits: {} } : { id: asked.id, limits: asked.limits ?? {} },
  );
}

/** The grants of a record; a lifetime nobody knows is none. */
export function readGrants({ grants }: Pick<PluginRecord, 'grants'>): Grant[] {
  return grants.filter((one): one is Grant => lifetimes.includes(one.lifetime as Lifetime));
}

/** Powers that reach nothing: a trial, or a run over given bars, keeps nothing and touches nobody. */
export function createIdlePowers(manifest: Manifest, now: () => number, grants?: readonly Grant[]): SessionPowers {
  const { storage, secrets, audit } = createMemoryData();
  const declared = manifest.permissions.map(({ id, limits }) => ({ id: id as string, limits }));
  const all = declared.reduce<readonly Grant[]>(
    (given, { id: permission }) =>
      changeGrants(given, { change: 'give', permission, limits: {}, lifetime: 'until-revoked', now: now() }),
    [],
  );
  return {
    grants: new PluginGrants({
      ...{ declared, grants: grants ?? all, usage: {}, now },
      save: async () => {},
      saveUsage: async () => {},
    }),
    audit: new AuditTrail(audit, now),
    storage,
    secrets,
    network: createIdleNetwork(),
    requests: createIdleRequests(),
    terminal: blankView,
    plugins: idleLinks,
  };
}
