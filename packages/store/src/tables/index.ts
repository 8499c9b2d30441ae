/** Every table and every operation on them. A migration is only ever added at the end, never changed. */

import { auditOperations, createAuditTables } from './audit.ts';
import { budgetOperations, createBudgetTable } from './budgets.ts';
import { healthOperations } from './health.ts';
import { createHistoryTables, historyOperations } from './history.ts';
import { createStorageTables, storageOperations } from './plugin-storage.ts';
import { addGrantColumns, addPluginCode, createPluginTables, pluginOperations } from './plugins.ts';
import { createSecretTable, secretOperations } from './secrets.ts';
import { createTradingTables, tradingOperations } from './trading.ts';
import { createVersionTables, versionOperations } from './versions.ts';
import { createWorkspaceSettingsTable, workspaceSettingsOperations } from './workspace-settings.ts';
import { createWorkspaceTable, workspaceOperations } from './workspaces.ts';

/** The file's `user_version` is the number of these that were applied. */
export const migrations: readonly string[] = [
  createPluginTables,
  createWorkspaceTable,
  addGrantColumns,
  createStorageTables,
  createSecretTable,
  createBudgetTable,
  createAuditTables,
  createVersionTables,
  createHistoryTables,
  createWorkspaceSettingsTable,
  addPluginCode,
  createTradingTables,
];

export const operations = {
  ...pluginOperations,
  ...workspaceOperations,
  ...storageOperations,
  ...secretOperations,
  ...budgetOperations,
  ...auditOperations,
  ...versionOperations,
  ...historyOperations,
  ...healthOperations,
  ...workspaceSettingsOperations,
  ...tradingOperations,
};
export type OperationName = keyof typeof operations;
/** What an operation takes besides the database; undefined if nothing. */
export type OperationInput<N extends OperationName> = Parameters<(typeof operations)[N]>[1];
export type OperationOutput<N extends OperationName> = ReturnType<(typeof operations)[N]>;
