/** Changes of plugins, and the versions they leave behind, kept in the home. */

import type { ChangeStore, JsonObject, OpenChange, PluginId } from '@omnitrade/contracts';
import { fromRows, toRows } from './plugin-store.ts';
import type { StoreThread } from './thread.ts';

export function createChangeStore(thread: StoreThread): ChangeStore {
  return {
    async open() {
      const rows = await thread.call('changes.open');
      return rows.map((row) => ({
        plugin: row.plugin as PluginId,
        kind: row.kind as OpenChange['kind'],
        from: row.from_version,
        to: row.to_version,
        begunAt: row.begun_at,
        step: row.step as OpenChange['step'],
      }));
    },
    stage: ({ plugin, kind, from, to, begunAt }) =>
      thread.call('changes.stage', { plugin, kind, from_version: from, to_version: to, begun_at: begunAt }),
    snapshot: (plugin) => thread.call('changes.snapshot', { plugin }),
    switch: (record, restored) => thread.call('changes.switch', { rows: toRows(record), restored: restored ?? null }),
    undo: (plugin) => thread.call('changes.undo', { plugin }),
    commit: (...plugins) => thread.call('changes.commit', { plugins, time: Date.now() }),
    async kept(plugin) {
      const kept = await thread.call('versions.list');
      return kept
        .filter(({ rows }) => plugin === undefined || rows.plugin.id === plugin)
        .map(({ rows, data, keptAt }) => ({
          record: fromRows(rows.plugin, rows.grants),
          dataVersion: data.version,
          keptAt,
        }));
    },
    async leftSettings(plugin) {
      const settings = await thread.call('left.settings', { plugin });
      return settings === undefined ? undefined : (JSON.parse(settings) as JsonObject);
    },
  };
}
