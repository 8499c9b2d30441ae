/** What plugins went through, and how starts of the terminal ended, kept in the home. */

import type { PluginFault, PluginHistory, PluginId, PluginMove, StartStore } from '@omnitrade/contracts';
import type { FaultRow, MoveRow } from './tables/history.ts';
import type { StoreThread } from './thread.ts';

export function createHistory(thread: StoreThread): PluginHistory {
  return {
    addMove: ({ from, to, ...move }) => thread.call('history.add-move', { ...move, from_state: from, to_state: to }),
    addFault: (fault) => thread.call('history.add-fault', fault),
    moves: async (plugin) => (await thread.call('history.moves', { plugin })).map(toMove),
    faults: async (plugin) => (await thread.call('history.faults', { plugin })).map(toFault),
  };
}

export function createStartStore(thread: StoreThread): StartStore {
  return {
    begin: (time) => thread.call('starts.begin', { time }),
    succeeded: () => thread.call('starts.succeeded'),
  };
}

const toMove = ({ from_state, to_state, plugin, ...move }: MoveRow): PluginMove => ({
  ...move,
  plugin: plugin as PluginId,
  from: from_state,
  to: to_state,
});

const toFault = ({ first_at, last_at, plugin, ...fault }: FaultRow): PluginFault => ({
  ...fault,
  plugin: plugin as PluginId,
  firstAt: first_at,
  lastAt: last_at,
});
