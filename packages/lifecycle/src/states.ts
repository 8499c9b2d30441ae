/** The states a plugin can be in, the only moves between them, and the move that leads to what the user wants. */

import type { PluginState, PluginWanted } from '@omnitrade/contracts';
import { lifecycleError } from './errors.ts';

/**
 * Read as: in this state, this event leads to that state. Anything absent is illegal.
 * Every way out of a running state leads through `deactivating` or `failed`, where the isolate is disposed and the scope is emptied.
 */
export const moves = {
  installed: { load: 'loading', update: 'updating', fail: 'failed' },
  loading: { loaded: 'activating', deactivate: 'deactivating', fail: 'failed' },
  activating: { activated: 'active', deactivate: 'deactivating', fail: 'failed' },
  active: { deactivate: 'deactivating', fail: 'failed' },
  deactivating: { deactivated: 'installed', fail: 'failed' },
  updating: { updated: 'installed', fail: 'failed' },
  failed: { retry: 'loading', clear: 'installed', quarantine: 'quarantined', update: 'updating' },
  quarantined: { retry: 'loading', clear: 'installed', update: 'updating' },
} as const satisfies Record<PluginState, Record<string, PluginState>>;

export type PluginEvent = { [S in PluginState]: keyof (typeof moves)[S] }[PluginState];

/** Returns where `event` leads from `from`; throws `lifecycle.illegal-move` if it leads nowhere. */
export function move(from: PluginState, event: PluginEvent): PluginState {
  const targets: Partial<Record<PluginEvent, PluginState>> = moves[from];
  const target = Object.hasOwn(targets, event) ? targets[event] : undefined;
  if (target === undefined) throw lifecycleError('illegal-move', { from, event, legal: eventsFrom(from) });
  return target;
}

/** The legal events, so that no menu offers an illegal one. */
export function eventsFrom(state: PluginState): PluginEvent[] {
  return Object.keys(moves[state]) as PluginEvent[];
}

/** True while the plugin may own an isolate. */
export function isRunning(state: PluginState): boolean {
  return state === 'loading' || state === 'activating' || state === 'active' || state === 'deactivating';
}

/**
 * The event that brings a plugin nearer to what is wanted; undefined where there is nothing to do but wait.
 * A plugin is started when one of its contributions is in use, stays until it is disabled, and is never restarted from here
 * after a failure: that is for the restart policy or the user.
 */
export function findNextEvent(
  state: PluginState,
  { wanted, inUse }: { readonly wanted: PluginWanted; readonly inUse: boolean },
): PluginEvent | undefined {
  if (wanted === 'enabled') return state === 'installed' && inUse ? 'load' : undefined;
  return state === 'loading' || state === 'activating' || state === 'active' ? 'deactivate' : undefined;
}
