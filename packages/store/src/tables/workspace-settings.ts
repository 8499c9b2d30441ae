/** The table of plugins' settings that hold in one workspace. Runs in the store thread. */

import type { Database } from '../database.ts';

export const createWorkspaceSettingsTable = `
  create table workspace_settings (
    workspace text not null,
    plugin text not null,
    content text not null check (json_valid(content)),
    primary key (workspace, plugin)
  ) strict, without rowid;
`;

type Key = { readonly workspace: string; readonly plugin: string };

export const workspaceSettingsOperations = {
  'workspace-settings.read': (db: Database, key: Key): string | undefined =>
    db.all('select content from workspace_settings where workspace = :workspace and plugin = :plugin', key)[0]
      ?.content as string | undefined,
  'workspace-settings.write': (db: Database, row: Key & { readonly content: string }): void => {
    db.run(
      `insert into workspace_settings values (:workspace, :plugin, :content)
       on conflict (workspace, plugin) do update set content = :content`,
      row,
    );
  },
} as const;
