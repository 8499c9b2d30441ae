/** Why what a plugin offers will not work just now: read by whatever offers it. */

import type { PluginState } from '@omnitrade/contracts';
import type { TerminalState } from './terminal-state.ts';

export interface PluginTrouble {
  readonly state: Extract<PluginState, 'failed' | 'quarantined'>;
  readonly reason: string;
}

const silent = 'It did not say why; see its events.';

/** Undefined for a plugin that can be used. Equal looks give the same object, so that it can select state. */
export function createTroubleSelector(plugin: string): (state: TerminalState) => PluginTrouble | undefined {
  let last: PluginTrouble | undefined;
  return ({ plugins }) => {
    const row = plugins.find(({ id }) => id === plugin);
    if (row === undefined || (row.state !== 'failed' && row.state !== 'quarantined')) return undefined;
    const reason = row.error?.message ?? silent;
    if (last?.state !== row.state || last.reason !== reason) last = { state: row.state, reason };
    return last;
  };
}
