/** Stores that live as long as their process: for tests, and for runs that leave nothing behind. */

import type { PluginId, PluginRecord, PluginStore, Workspace, WorkspaceStore } from '@omnitrade/contracts';

export function createMemoryPluginStore(): PluginStore {
  const records = new Map<PluginId, PluginRecord>();
  return {
    list: async () => [...records.values()],
    put: async (record) => void records.set(record.id, record),
    remove: async (id) => void records.delete(id),
  };
}

export function createMemoryWorkspaceStore(): WorkspaceStore {
  let workspace: Workspace | undefined;
  return {
    read: async () => workspace,
    write: async (written) => {
      workspace = written;
    },
  };
}
