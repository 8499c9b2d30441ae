/** The table of workspaces: what is placed at start, and how it is laid out. Runs in the store thread. */

import type { Database } from '../database.ts';

export const createWorkspaceTable = `
  create table workspaces (
    name text primary key,
    content text check (json_valid(content)),
    layout text check (json_valid(layout))
  ) strict, without rowid;
`;

export type WorkspaceRow = { readonly content: string | null; readonly layout: string | null };

export const workspaceOperations = {
  'workspaces.read': (db: Database, { name }: { name: string }): WorkspaceRow | undefined =>
    db.all('select content, layout from workspaces where name = :name', { name })[0] as WorkspaceRow | undefined,
  'workspaces.write-content': (db: Database, workspace: { name: string; content: string }): void => {
    db.run(
      `insert into workspaces (name, content) values (:name, :content)
       on conflict (name) do update set content = :content`,
      workspace,
    );
  },
  'workspaces.write-layout': (db: Database, workspace: { name: string; layout: string }): void => {
    db.run(
      `insert into workspaces (name, layout) values (:name, :layout)
       on conflict (name) do update set layout = :layout`,
      workspace,
    );
  },
} as const;
