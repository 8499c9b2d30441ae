/** The table of workspaces: what is placed at start. Runs in the store thread. */

import type { Database } from '../database.ts';

export const createWorkspaceTable = `
  create table workspaces (
    name text primary key,
    content text not null check (json_valid(content))
  ) strict, without rowid;
`;

export const workspaceOperations = {
  'workspaces.read': (db: Database, { name }: { name: string }): string | null =>
    (db.all('select content from workspaces where name = :name', { name })[0]?.content as string | undefined) ?? null,
  'workspaces.write': (db: Database, workspace: { name: string; content: string }): void => {
    db.run(
      'insert into workspaces values (:name, :content) on conflict (name) do update set content = :content',
      workspace,
    );
  },
} as const;
