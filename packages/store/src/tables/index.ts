/** Every table and every operation on them. A migration is only ever added at the end, never changed. */

import { createPluginTables, pluginOperations } from './plugins.ts';
import { createWorkspaceTable, workspaceOperations } from './workspaces.ts';

/** The file's `user_version` is the number of these that were applied. */
export const migrations: readonly string[] = [createPluginTables, createWorkspaceTable];

export const operations = { ...pluginOperations, ...workspaceOperations };
export type OperationName = keyof typeof operations;
/** What an operation takes besides the database; undefined if nothing. */
export type OperationInput<N extends OperationName> = Parameters<(typeof operations)[N]>[1];
export type OperationOutput<N extends OperationName> = ReturnType<(typeof operations)[N]>;
