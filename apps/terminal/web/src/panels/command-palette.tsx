/** Everything that can be done, found by its words: what the terminal does itself, panels to open, commands of plugins. */

import { type IconName, Kbd } from '@omnitrade/ui';
import { useCallback, useMemo } from 'react';
import { PickDialog, PickRow } from '../parts/pick-dialog.tsx';
import { rank } from '../parts/rank.ts';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import { isCommand, isPanel, type PanelContribution } from './panel-contributions.ts';

/** Something the terminal does itself. */
export interface OwnCommand {
  readonly title: string;
  readonly icon: IconName;
  readonly keys?: readonly string[];
  readonly run: () => void;
}

interface Entry extends OwnCommand {
  readonly key: string;
  readonly text?: string | undefined;
  readonly owner?: string;
}

export interface CommandPaletteProps {
  readonly own: readonly OwnCommand[];
  readonly onOpenPanel: (panel: PanelContribution) => void;
  readonly onClose: () => void;
}

export function CommandPalette({ own, onOpenPanel, onClose }: CommandPaletteProps) {
  const { ask } = useTerminal();
  const contributions = useTerminalState((state) => state.contributions);
  const entries = useMemo((): readonly Entry[] => {
    const panels = contributions.filter(isPanel).map((panel) => ({
      key: panel.contribution,
      title: `Open panel: ${panel.info.title}`,
      icon: panel.info.icon ?? ('layout' as const),
      text: panel.info.description,
      owner: panel.plugin,
      run: () => onOpenPanel(panel),
    }));
    const commands = contributions.filter(isCommand).map(({ contribution, info, plugin }) => ({
      key: contribution,
      title: info.title,
      icon: info.icon ?? ('plugin' as const),
      text: info.description,
      owner: plugin,
      ...(info.keys && { keys: info.keys.split('+') }),
      run: () => void ask(info.title, { type: 'run-command', contribution }),
    }));
    return [...own.map((one) => ({ ...one, key: one.title })), ...panels, ...commands];
  }, [contributions, own, onOpenPanel, ask]);
  const search = useCallback(
    (query: string) =>
      rank(entries, query, ({ title, text = '', owner = '' }) => ({ title, rest: `${text} ${owner}` })),
    [entries],
  );
  return (
    <PickDialog
      title="Commands"
      thing="command"
      placeholder="Search commands and panels"
      verb="run"
      search={search}
      keyOf={({ key }) => key}
      renderRow={({ icon, title, text, keys, owner }) => (
        <PickRow
          icon={icon}
          title={<bdi>{title}</bdi>}
          aside={keys?.map((key) => <Kbd key={key}>{key}</Kbd>)}
          text={text}
          owner={owner}
        />
      )}
      onTake={({ run }) => {
        onClose();
        run();
      }}
      onClose={onClose}
      none="There is nothing to run."
    />
  );
}
