/** What a user does about the powers of plugins: gives and takes, enters secrets, reads the audit. Every change is in the audit. */

import type { AuditCheck, AuditCount, AuditEntry, Json, JsonObject, PluginId } from '@omnitrade/contracts';
import { type ExtensionPoint, type ExtensionPointId, extensionPoints, isLocalId } from '@omnitrade/contracts';
import {
  type ConsentAsk,
  covers,
  describeConsent,
  type GivenGrant,
  isGranted,
  type Lifetime,
  type Wish,
} from '@omnitrade/permissions';
import { accessError, secretError } from '../errors.ts';
import type { PermissionRequest } from '../grants/permission-requests.ts';
import type { FlowState } from '../grants/plugin-grants.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { type GrantReport, reportGrants } from './grant-report.ts';
import type { PluginAccess } from './plugin-access.ts';

/** One grant as `omnitrade grants list --json` shows it. */
export interface GrantInfo {
  readonly permission: string;
  readonly limits: JsonObject;
  readonly lifetime: Lifetime;
  readonly grantedAt: number;
  readonly expiresAt?: number;
  readonly used: { readonly count: number; readonly last: number | null };
}

export interface AuditQuery {
  readonly plugin?: string;
  readonly after?: number;
  readonly limit: number;
}

/** A question of a running plugin, for a person who decides. */
export interface OpenRequest extends PermissionRequest {
  readonly ask: ConsentAsk;
}

/** What the grants of a plugin mean together, and how far it reaches since it has read accounts. */
export interface FlowReport extends FlowState {
  readonly warnings: readonly string[];
}

export interface AccessDesk {
  /** All throw `registry.not-installed`. */
  grants(plugin: string): GrantInfo[];
  /** What it asks for, for a person who decides. */
  asks(plugin: string): ConsentAsk[];
  /** Throws `permission.*` for what is not asked for, or more than that. Holds from the next call on. */
  set(plugin: string, given: GivenGrant): Promise<GrantInfo[]>;
  /** One, or all. Holds before the next call is answered. */
  revoke(plugin: string, permission?: string): Promise<GrantInfo[]>;
  report(plugin: string): Promise<GrantReport[]>;
  /** What running plugins ask for now; giving the grant is the answer. */
  requests(): OpenRequest[];
  /** Throws `access.no-request`. */
  decline(request: number): void;
  flow(plugin: string): FlowReport;
  /** Whether account data may go to a host, named as its permission. Throws `access.no-host`. */
  allowSending(plugin: string, permission: string, allowed: boolean): Promise<FlowReport>;
  /** What it has read of accounts is of no concern any more: all its hosts are in reach again. */
  forgetAccountsRead(plugin: string): Promise<FlowReport>;
  readonly secretProtection: 'key-file' | 'passphrase';
  secrets(plugin: string): Promise<{ readonly name: string; readonly setAt: number }[]>;
  setSecret(plugin: string, name: string, value: string): Promise<void>;
  removeSecret(plugin: string, name: string): Promise<void>;
  audit(query: AuditQuery): Promise<{ readonly entries: AuditEntry[]; readonly counts: AuditCount[] }>;
  verifyAudit(): Promise<AuditCheck>;
}

export interface DeskOptions {
  readonly access: PluginAccess;
  readonly plugin: (id: string) => InstalledPlugin;
  readonly emit: (type: string, plugin: PluginId, data?: Json) => void;
  /** What the plugin adds may come or go with a grant. */
  readonly onChanged: (plugin: PluginId) => void;
  readonly now: () => number;
}

const maxSecretChars = 16_384;

export function createAccessDesk({ access, plugin: find, emit, onChanged, now }: DeskOptions): AccessDesk {
  const { data, audit } = access;
  const list = (id: string): GrantInfo[] =>
    find(id)
      .powers.grants.all.map(({ uses = 0, lastUsedAt = null, seenAt: _, ...grant }) => ({
        ...grant,
        used: { count: uses, last: lastUsedAt },
      }))
      .sort((a, b) => (a.permission < b.permission ? -1 : 1));
  const note = (plugin: InstalledPlugin, permission: string, call: string, outcome: string, target?: string) => {
    const { id, record } = plugin;
    const call_ = { plugin: id, version: record.version, permission, call, ...(target !== undefined && { target }) };
    return audit.note(call_, outcome);
  };
  const settle = async (plugin: InstalledPlugin, type: string, permissions: readonly string[]) => {
    emit(type, plugin.id, { permissions });
    onChanged(plugin.id);
    await plugin.settle();
    return list(plugin.id);
  };
  return {
    grants: list,
    asks: (id) => toAsks(find(id)),
    async set(id, given) {
      const plugin = find(id);
      await plugin.powers.grants.give(given);
      await note(plugin, given.permission, 'grants.set', 'given', JSON.stringify(given.limits));
      await beginAnew(plugin, given.permission);
      return settle(plugin, 'grant.given', [given.permission]);
    },
    async revoke(id, permission) {
      const plugin = find(id);
      const before = plugin.powers.grants.all.map((grant) => grant.permission);
      await plugin.powers.grants.revoke(permission);
      const gone = before.filter((one) => permission === undefined || one === permission);
      for (const one of gone) await note(plugin, one, 'grants.revoke', 'revoked');
      return gone.length > 0 ? settle(plugin, 'grant.revoked', gone) : list(id);
    },
    async report(id) {
      await access.flush();
      const { grants } = find(id).powers;
      return reportGrants(grants.all, await data.audit.uses(id), now());
    },
    requests: () =>
      access.services.requests.all.map((request) => ({
        ...request,
        ask: toAsk(find(request.plugin), request.permission),
      })),
    decline(request) {
      if (!access.services.requests.decline(request)) throw accessError('no-request', undefined);
    },
    flow: (id) => toFlow(find(id)),
    async allowSending(id, permission, allowed) {
      const plugin = find(id);
      const { grants } = plugin.powers;
      const held = grants.all.map((grant) => grant.permission);
      if (allowed && (!permission.startsWith('net:') || permission.includes('*') || !isGranted(held, permission)))
        throw accessError('no-host', { plugin: plugin.id, permission: permission.slice(0, 300) });
      await grants.allowSending(permission, allowed);
      await note(
        plugin,
        permission,
        'grants.flow',
        allowed ? 'may receive account data' : 'may not receive account data',
      );
      emit('grant.flow', plugin.id, { permission, allowed });
      return toFlow(plugin);
    },
    async forgetAccountsRead(id) {
      const plugin = find(id);
      await plugin.powers.grants.forgetAccountsRead();
      await note(plugin, 'account:read', 'grants.flow', 'cleared');
      emit('grant.flow', plugin.id, { permission: 'account:read', allowed: true });
      return toFlow(plugin);
    },
    secretProtection: data.secrets.protection,
    secrets: async (id) => data.secrets.names(find(id).id),
    async setSecret(id, name, value) {
      const plugin = find(id);
      if (!isLocalId(name)) throw secretError('bad-name', { name: name.slice(0, 64) });
      if (value === '' || value.length > maxSecretChars || /[\r\n\0]/.test(value))
        throw secretError('bad-value', { name, limit: maxSecretChars });
      await data.secrets.put(plugin.id, name, value);
      await note(plugin, 'secrets', 'secrets.set', 'stored', name);
    },
    async removeSecret(id, name) {
      const plugin = find(id);
      await data.secrets.remove(plugin.id, name);
      await note(plugin, 'secrets', 'secrets.remove', 'removed', name);
    },
    async audit(query) {
      await access.flush();
      const { plugin, limit } = query;
      const counts = await data.audit.counts({ limit, ...(plugin !== undefined && { plugin }) });
      return { entries: await data.audit.read(query), counts };
    },
    verifyAudit: () => data.audit.verify(),
  };
}

/** A plugin says what it adds when it is activated: one that could not add it then is activated again. */
async function beginAnew(plugin: InstalledPlugin, permission: string): Promise<void> {
  const { contributions } = plugin.record;
  const needs = (point: ExtensionPointId) => (extensionPoints[point] as ExtensionPoint).permission;
  if (!contributions.some(({ point }) => needs(point) === permission)) return;
  if (plugin.state === 'failed' && !plugin.record.failure) await plugin.retry().catch(() => {});
  else if (plugin.state === 'active') (await plugin.hold())[Symbol.dispose]();
}

function toAsks({ record, powers: { grants } }: InstalledPlugin): ConsentAsk[] {
  return describeConsent(toWishes(record.manifest), { declared: grants.declared, held: grants.all });
}

/** One host under a star is asked for by its own name. */
function toAsk({ record }: InstalledPlugin, permission: string): ConsentAsk {
  const wishes = toWishes(record.manifest).map((wish) =>
    covers(wish.id, permission) ? { ...wish, id: permission } : wish,
  );
  return describeConsent(wishes).find(({ id }) => id === permission) as ConsentAsk;
}

function toFlow({ powers: { grants } }: InstalledPlugin): FlowReport {
  const held = describeConsent(grants.all.map(({ permission, limits }) => ({ id: permission, limits })));
  // A pair is told at both of its halves; here it is told once, at the half that is not a host.
  const warnings = held.filter(({ id }) => !id.startsWith('net:')).flatMap((ask) => ask.warnings);
  return { ...grants.flow, warnings };
}

/** From the manifest as it was accepted at installation. */
function toWishes({ permissions }: JsonObject): Wish[] {
  if (!Array.isArray(permissions)) return [];
  return (permissions as readonly (string | Wish)[]).map((asked) =>
    typeof asked === 'string' ? { id: asked, limits: {} } : { ...asked, limits: asked.limits ?? {} },
  );
}
