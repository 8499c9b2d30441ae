/** The workspace and its layout, kept in the home. There is one in this release. */

import type { LayoutStore, SettingsStore, WorkspaceStore } from '@omnitrade/contracts';
import type { StoreThread } from './thread.ts';

const name = 'main';

export function createWorkspaceStore(thread: StoreThread): WorkspaceStore {
  return {
    async read() {
      const row = await thread.call('workspaces.read', { name });
      if (row?.content == null) return undefined;
      return { ...JSON.parse(row.content), layout: parseLayout(row.layout) };
    },
    write: ({ layout: _kept, ...content }) =>
      thread.call('workspaces.write-content', { name, content: JSON.stringify(content) }),
  };
}

export function createLayoutStore(thread: StoreThread): LayoutStore {
  return {
    read: async () => parseLayout((await thread.call('workspaces.read', { name }))?.layout ?? null),
    write: (layout) => thread.call('workspaces.write-layout', { name, layout: JSON.stringify(layout) }),
  };
}

export function createSettingsStore(thread: StoreThread): SettingsStore {
  return {
    read: async (plugin) =>
      JSON.parse((await thread.call('workspace-settings.read', { workspace: name, plugin })) ?? '{}'),
    write: (plugin, values) =>
      thread.call('workspace-settings.write', { workspace: name, plugin, content: JSON.stringify(values) }),
  };
}

const parseLayout = (text: string | null) => (text === null ? null : JSON.parse(text));
