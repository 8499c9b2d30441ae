/** After a life: the proof that nothing of it is left, or the report of what is. */

import type { Contributions } from '@omnitrade/extensions';
import type { PluginSession } from './plugin-session.ts';
import type { PluginWorld } from './plugin-world.ts';

/** Resolves once its isolate is gone; what is found then is said, and put right where the host can. */
export async function proveGone(
  session: Pick<PluginSession, 'plugin' | 'findLeft'>,
  inForce: Contributions,
  { emit, log }: Pick<PluginWorld, 'emit' | 'log'>,
): Promise<void> {
  const { plugin } = session;
  // At once: another life may begin, and add its own, before the isolate of this one is known to be gone.
  const contributions = inForce.of(plugin).map(({ id }) => ({ kind: 'contribution', id }));
  inForce.removeAll(plugin);
  const left = [...contributions, ...(await session.findLeft())];
  if (left.length === 0) return;
  log(plugin, 'error', `It ended, and left behind: ${left.map(({ kind, id }) => `${kind} ${id}`).join(', ')}.`);
  emit('plugin.left-behind', plugin, { left: left.map(({ kind, id }) => ({ kind, id })) });
}
