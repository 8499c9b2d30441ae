/** In which order plugins are listed: sorted on request, then left alone, so that live figures do not make rows jump. */

import type { PluginState } from '@omnitrade/contracts';
import type { Tone } from '@omnitrade/ui';
import type { PluginRow } from '../state/terminal-state.ts';

export const sortKeys = ['name', 'state', 'cpu', 'heap', 'turns', 'p95'] as const;
export type PluginSortKey = (typeof sortKeys)[number];
export interface PluginSort {
  readonly key: PluginSortKey;
  readonly down: boolean;
}

/** The troubled ones first. */
const stateOrder: readonly PluginState[] = [
  'failed',
  'quarantined',
  'loading',
  'activating',
  'deactivating',
  'updating',
  'active',
  'installed',
];

const values: Readonly<Record<PluginSortKey, (row: PluginRow) => number | string>> = {
  name: (row) => row.displayName.toLowerCase(),
  state: (row) => stateOrder.indexOf(row.state),
  cpu: (row) => row.usage.cpuMs,
  heap: (row) => row.usage.heapBytes,
  turns: (row) => row.usage.turns,
  p95: (row) => row.usage.turnMs.p95,
};

/** Ids in order; equal ones by id, so that the order is the same every time. */
export function sortPlugins(rows: readonly PluginRow[], { key, down }: PluginSort): string[] {
  const value = values[key];
  const sign = down ? -1 : 1;
  return [...rows]
    .sort((a, b) => {
      const [x, y] = [value(a), value(b)];
      if (x !== y) return (x < y ? -1 : 1) * sign;
      return a.id < b.id ? -1 : 1;
    })
    .map((row) => row.id);
}

/** The order before, less what has gone, with what is new at the end: nothing that stays changes its place. */
export function keepOrder(before: readonly string[], rows: readonly PluginRow[]): string[] {
  const present = new Set(rows.map((row) => row.id));
  const known = new Set(before);
  return [...before.filter((id) => present.has(id)), ...rows.map((row) => row.id).filter((id) => !known.has(id))];
}

/** What a state is called, and its colour. A plugin that is installed but not running is idle, or switched off. */
export function toStateWord(row: Pick<PluginRow, 'state' | 'wanted'>): readonly [Tone, string] {
  switch (row.state) {
    case 'active':
      return ['ok', 'Active'];
    case 'loading':
      return ['busy', 'Loading'];
    case 'activating':
      return ['busy', 'Starting'];
    case 'deactivating':
      return ['busy', 'Stopping'];
    case 'updating':
      return ['busy', 'Updating'];
    case 'failed':
      return ['danger', 'Failed'];
    case 'quarantined':
      return ['warn', 'Quarantined'];
    default:
      return ['idle', row.wanted === 'enabled' ? 'Idle' : 'Off'];
  }
}
