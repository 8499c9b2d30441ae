/** What commands do about the powers of plugins: the host's own desk, or the same over the API of a running terminal. */

import type { AuditCheck, AuditCount, AuditEntry } from '@omnitrade/contracts';
import type { AccessDesk, AuditQuery, FlowReport, GrantInfo, GrantReport } from '@omnitrade/host';

export interface AccessLink {
  grants(plugin: string): Promise<GrantInfo[]>;
  set(plugin: string, given: Parameters<AccessDesk['set']>[1]): Promise<GrantInfo[]>;
  revoke(plugin: string, permission?: string): Promise<GrantInfo[]>;
  report(plugin: string): Promise<GrantReport[]>;
  flow(plugin: string): Promise<FlowReport>;
  allowSending(plugin: string, permission: string, allowed: boolean): Promise<FlowReport>;
  forgetAccountsRead(plugin: string): Promise<FlowReport>;
  secrets(plugin: string): Promise<SecretList>;
  setSecret(plugin: string, name: string, value: string): Promise<void>;
  removeSecret(plugin: string, name: string): Promise<void>;
  audit(query: AuditQuery): Promise<{ readonly entries: AuditEntry[]; readonly counts: AuditCount[] }>;
  verifyAudit(): Promise<AuditCheck>;
}

export interface SecretList {
  readonly protection: AccessDesk['secretProtection'];
  readonly secrets: readonly { readonly name: string; readonly setAt: number }[];
}

export function toLocalAccess(desk: AccessDesk): AccessLink {
  return {
    grants: async (plugin) => desk.grants(plugin),
    set: (plugin, given) => desk.set(plugin, given),
    revoke: (plugin, permission) => desk.revoke(plugin, permission),
    report: (plugin) => desk.report(plugin),
    flow: async (plugin) => desk.flow(plugin),
    allowSending: (plugin, permission, allowed) => desk.allowSending(plugin, permission, allowed),
    forgetAccountsRead: (plugin) => desk.forgetAccountsRead(plugin),
    secrets: async (plugin) => ({ protection: desk.secretProtection, secrets: await desk.secrets(plugin) }),
    setSecret: (plugin, name, value) => desk.setSecret(plugin, name, value),
    removeSecret: (plugin, name) => desk.removeSecret(plugin, name),
    audit: (query) => desk.audit(query),
    verifyAudit: () => desk.verifyAudit(),
  };
}

type Send = (method: string, path: string, body?: unknown) => Promise<unknown>;

export function createRemoteAccess(send: Send): AccessLink {
  const of = (plugin: string, what: string, query: Readonly<Record<string, string | undefined>> = {}) =>
    `/api/plugins/${encodeURIComponent(plugin)}/${what}${toQuery(query)}`;
  const grants = async (method: string, path: string, body?: unknown) =>
    ((await send(method, path, body)) as { grants: GrantInfo[] }).grants;
  return {
    grants: (plugin) => grants('GET', of(plugin, 'grants')),
    set: (plugin, given) => grants('PUT', of(plugin, 'grants'), given),
    revoke: (plugin, permission) => grants('DELETE', of(plugin, 'grants', { permission })),
    report: async (plugin) => ((await send('GET', of(plugin, 'grants/report'))) as { report: GrantReport[] }).report,
    flow: async (plugin) => ((await send('GET', of(plugin, 'grants'))) as { flow: FlowReport }).flow,
    allowSending: async (plugin, permission, allowed) =>
      (await send('PUT', of(plugin, 'flow'), { permission, allowed })) as FlowReport,
    forgetAccountsRead: async (plugin) => (await send('DELETE', of(plugin, 'flow'))) as FlowReport,
    secrets: async (plugin) => (await send('GET', of(plugin, 'secrets'))) as SecretList,
    setSecret: async (plugin, name, value) => void (await send('PUT', of(plugin, 'secrets'), { name, value })),
    removeSecret: async (plugin, name) => void (await send('DELETE', of(plugin, 'secrets', { name }))),
    audit: async ({ plugin, after, limit }) => {
      const query = toQuery({ plugin, after: after === undefined ? undefined : `${after}`, limit: `${limit}` });
      return (await send('GET', `/api/audit${query}`)) as { entries: AuditEntry[]; counts: AuditCount[] };
    },
    verifyAudit: async () => (await send('GET', '/api/audit/check')) as AuditCheck,
  };
}

function toQuery(values: Readonly<Record<string, string | undefined>>): string {
  const given = Object.entries(values).filter((pair): pair is [string, string] => pair[1] !== undefined);
  return given.length > 0 ? `?${new URLSearchParams(given)}` : '';
}
