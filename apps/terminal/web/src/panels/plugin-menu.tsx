/** The menu entries that plugins add to one place; absent where there are none. */

import type { MenuPlace } from '@omnitrade/contracts';
import { Menu, type MenuEntry } from '@omnitrade/ui';
import { useMemo } from 'react';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import { isMenuEntry } from './panel-contributions.ts';

export interface PluginMenuProps {
  readonly place: MenuPlace;
  readonly label: string;
  /** The indicator whose menu it is. */
  readonly instance?: string;
}

export function PluginMenu({ place, label, instance }: PluginMenuProps) {
  const { ask } = useTerminal();
  const contributions = useTerminalState((state) => state.contributions);
  const entries = useMemo(
    () =>
      contributions.filter(isMenuEntry).flatMap(({ contribution, info, plugin }): MenuEntry[] => {
        if (info.menu !== place) return [];
        const request = { type: 'run-command', contribution, ...(instance && { instance }) } as const;
        const run = () => void ask(info.title, request);
        return [{ kind: 'action', label: info.title, icon: info.icon ?? 'plugin', hint: plugin, run }];
      }),
    [contributions, place, instance, ask],
  );
  return entries.length > 0 && <Menu icon="more" label={label} entries={entries} />;
}
