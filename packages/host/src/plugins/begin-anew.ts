/** A plugin whose surroundings changed is started again with them: if it runs, or if it failed for want of them. */

import type { InstalledPlugin } from './installed-plugin.ts';

/** How a plugin ends that imports what is not there. */
const couldNotLoad = 'sandbox.load-failed';

/** Never rejects: how it goes is said by its state. */
export async function beginAnew(plugin: InstalledPlugin): Promise<void> {
  const { state } = plugin;
  if (state === 'failed' || state === 'quarantined') {
    if (plugin.summary.error?.code === couldNotLoad) await plugin.retry().catch(() => {});
  } else if (state !== 'installed') (await plugin.hold())[Symbol.dispose]();
}
