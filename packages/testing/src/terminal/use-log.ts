/** What plugins used and were refused, from the audit, in one list that a test can read. */

import type { Host } from '@omnitrade/host';

export interface PermissionUse {
  readonly plugin: string;
  readonly permission: string;
  readonly allowed: number;
  readonly denied: number;
}

/** Everything since the terminal was opened. */
export async function readUses(host: Host): Promise<readonly PermissionUse[]> {
  const { entries, counts } = await host.access.audit({ limit: 10_000 });
  const uses = new Map<string, { plugin: string; permission: string; allowed: number; denied: number }>();
  const add = (plugin: string, permission: string, allowed: number, denied: number) => {
    const known = uses.getOrInsertComputed(`${plugin} ${permission}`, () => ({
      ...{ plugin, permission },
      ...{ allowed: 0, denied: 0 },
    }));
    known.allowed += allowed;
    known.denied += denied;
  };
  for (const { plugin, permission, outcome } of entries)
    if (outcome === 'allowed' || outcome === 'denied')
      add(plugin, permission, Number(outcome === 'allowed'), Number(outcome === 'denied'));
  for (const { plugin, permission, allowed, denied } of counts) add(plugin, permission, allowed, denied);
  return [...uses.values()];
}
