/** The registry of installed plugins, kept in the home. */

import type { PluginId, PluginRecord, PluginStore } from '@omnitrade/contracts';
import type { GrantRow, PluginRow, PluginRows } from './tables/plugins.ts';
import type { StoreThread } from './thread.ts';

export function createPluginStore(thread: StoreThread): PluginStore {
  return {
    async list() {
      const { plugins, grants } = await thread.call('plugins.list');
      const byPlugin = Map.groupBy(grants, (grant) => grant.plugin);
      return plugins.map((plugin) => fromRows(plugin, byPlugin.get(plugin.id) ?? []));
    },
    put: (record) => thread.call('plugins.put', toRows(record)),
    remove: (id, { purge = false } = {}) => thread.call('plugins.remove', { id, purge, time: Date.now() }),
  };
}

export function toRows(record: PluginRecord): PluginRows {
  const { id, version, wanted } = record;
  return {
    plugin: {
      id,
      version,
      wanted,
      source: JSON.stringify(record.source),
      manifest: JSON.stringify(record.manifest),
      contributions: JSON.stringify(record.contributions),
      settings: JSON.stringify(record.settings),
      installed_at: record.installedAt,
      failure: record.failure === null ? null : JSON.stringify(record.failure),
      digest: record.digest ?? null,
      pinned: record.pinned ? 1 : 0,
      code: toCode(record),
    },
    grants: record.grants.map((grant) => ({
      plugin: id,
      permission: grant.permission,
      limits: JSON.stringify(grant.limits),
      lifetime: grant.lifetime,
      granted_at: grant.grantedAt,
      expires_at: grant.expiresAt ?? null,
      last_used_at: grant.lastUsedAt ?? null,
      uses: grant.uses ?? null,
      seen_at: grant.seenAt ?? null,
    })),
  };
}

function toCode({ code, setup }: PluginRecord): string | null {
  return code || setup ? JSON.stringify({ ...(code && { code }), ...(setup && { setup }) }) : null;
}

export function fromRows(row: PluginRow, grants: readonly GrantRow[]): PluginRecord {
  return {
    id: row.id as PluginId,
    version: row.version,
    wanted: row.wanted as PluginRecord['wanted'],
    source: JSON.parse(row.source),
    ...(row.digest !== null && { digest: row.digest }),
    ...(row.pinned === 1 && { pinned: true }),
    ...(row.code != null && (JSON.parse(row.code) as Pick<PluginRecord, 'code' | 'setup'>)),
    manifest: JSON.parse(row.manifest),
    contributions: JSON.parse(row.contributions),
    grants: grants.map((grant) => ({
      permission: grant.permission,
      limits: JSON.parse(grant.limits),
      lifetime: grant.lifetime,
      grantedAt: grant.granted_at,
      ...(grant.expires_at !== null && { expiresAt: grant.expires_at }),
      ...(grant.last_used_at !== null && { lastUsedAt: grant.last_used_at }),
      ...(grant.uses !== null && { uses: grant.uses }),
      ...(grant.seen_at !== null && { seenAt: grant.seen_at }),
    })),
    settings: JSON.parse(row.settings),
    installedAt: row.installed_at,
    failure: row.failure === null ? null : JSON.parse(row.failure),
  };
}
