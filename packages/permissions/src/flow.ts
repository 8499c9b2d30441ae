/**
 * The flow rule: a plugin that has read accounts reaches only those hosts of which the user said that account data may go
 * there. Both are kept as marks beside the budgets, so they outlive the grant, the run and the installation.
 */

import { isMarked, toMark, type Usage } from './usage.ts';

const readMark = toMark('account:read');

/** When it first read accounts since the user last cleared that; undefined if it has not. */
export function findAccountsRead(usage: Usage): number | undefined {
  return isMarked(usage, readMark) ? usage[readMark]?.window : undefined;
}

/** True if the user said that account data may go there. */
export const maySendTo = (usage: Usage, permission: string): boolean => isMarked(usage, toMark(permission));

/** True if the flow rule keeps the plugin from using this permission now. */
export function isHeldByFlow(usage: Usage, permission: string): boolean {
  return permission.startsWith('net:') && isMarked(usage, readMark) && !maySendTo(usage, permission);
}

/** Hosts, as permissions, of which the user said that account data may go there. */
export function listSendable(usage: Usage): string[] {
  const prefix = toMark('net:');
  return Object.keys(usage)
    .filter((key) => key.startsWith(prefix) && isMarked(usage, key))
    .map((key) => key.slice(toMark('').length))
    .sort();
}
