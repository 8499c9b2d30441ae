/** The terminal: bars above and below, panels between, dialogs over them. */

import type { JsonObject } from '@omnitrade/contracts';
import { lazy, Suspense, useCallback, useEffect, useEffectEvent, useMemo, useRef, useState } from 'react';
import { findCommand } from '../panels/command-keys.ts';
import type { OwnCommand } from '../panels/command-palette.tsx';
import { isCommand, isPanel, type PanelContribution } from '../panels/panel-contributions.ts';
import { ChartSkeleton } from '../parts/chart-skeleton.tsx';
import { ConnectionBanner } from '../parts/connection-banner.tsx';
import { PriceTitle } from '../parts/price-title.tsx';
import { type ReplayAction, replayTitles } from '../parts/replay-bar.tsx';
import { SafeModeBanner } from '../parts/safe-mode-banner.tsx';
import { findShortcut, type ShortcutName } from '../parts/shortcuts.ts';
import { StatusBar } from '../parts/status-bar.tsx';
import { TopBar } from '../parts/top-bar.tsx';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import { type Layout, type PanelRef, parseLayout } from '../workspace/layout.ts';
import { panelTitle } from '../workspace/panel-titles.ts';
import type { WorkspaceActions } from '../workspace/workspace.tsx';
import styles from './terminal.module.css';

const AccessArea = lazy(async () => ({ default: (await import('../access/access-area.tsx')).AccessArea }));
const IndicatorPicker = lazy(async () => ({
  default: (await import('../parts/indicator-picker.tsx')).IndicatorPicker,
}));
const CommandPalette = lazy(async () => ({
  default: (await import('../panels/command-palette.tsx')).CommandPalette,
}));
const ShortcutsDialog = lazy(async () => ({
  default: (await import('../parts/shortcuts-dialog.tsx')).ShortcutsDialog,
}));

/** Docking and chart are most of the page's code: bars and skeleton are painted while they are still being read. */
const panels = import('../workspace/panel-workspace.tsx');
const PanelWorkspace = lazy(async () => ({ default: (await panels).PanelWorkspace }));

export function TerminalPage() {
  const { ask, store } = useTerminal();
  const run = useTerminalState((state) => state.run);
  const saved = useTerminalState((state) => state.layout);
  const replay = useTerminalState((state) =>
    state.chart?.state === 'ready' ? state.chart.chart.replay.mode : undefined,
  );
  const workspace = useRef<WorkspaceActions>(null);
  const [dialog, setDialog] = useState<'commands' | 'indicators' | 'shortcuts'>();
  const close = useCallback(() => setDialog(undefined), []);
  const save = useCallback(
    (layout: Layout) => void ask('Save the layout', { type: 'save-layout', layout: layout as unknown as JsonObject }),
    [ask],
  );

  const titleOf = useCallback(
    ({ panelType, pluginId }: PanelRef) => {
      const panels = store.getState().contributions.filter(isPanel);
      const named = panels.find(({ contribution }) => contribution === `${pluginId}/${panelType}`);
      return named?.info.title ?? panelTitle(panelType);
    },
    [store],
  );
  const openPanel = useCallback(({ plugin, id, info }: PanelContribution) => {
    workspace.current?.openPanel({ panelType: id, pluginId: plugin }, info.title, info.placement);
  }, []);
  const own = useMemo(
    (): readonly OwnCommand[] => [
      { title: 'Add an indicator', icon: 'indicators', keys: ['Alt', 'I'], run: () => setDialog('indicators') },
      {
        title: 'Chart only, or all panels',
        icon: 'maximize',
        keys: ['Alt', 'M'],
        run: () => workspace.current?.toggleWhole('chart'),
      },
      {
        title: 'Show the trading desk',
        icon: 'layout',
        keys: ['Alt', 'T'],
        run: () => workspace.current?.reveal('trading', 'Trading'),
      },
      { title: 'Reset the layout', icon: 'layout', run: () => workspace.current?.reset() },
      { title: 'Show the shortcuts', icon: 'keyboard', keys: ['Ctrl', '/'], run: () => setDialog('shortcuts') },
    ],
    [],
  );

  const replayAction = (action: ReplayAction) => void ask(replayTitles[action], { type: 'replay', action });
  /** Returns whether the key had a use. */
  const perform: Record<ShortcutName, () => boolean> = {
    playPause() {
      if (replay !== 'playing' && replay !== 'paused') return false;
      replayAction(replay === 'playing' ? 'pause' : 'play');
      return true;
    },
    step() {
      if (replay !== 'playing' && replay !== 'paused') return false;
      replayAction('step');
      return true;
    },
    replay() {
      if (replay === undefined) return false;
      replayAction(replay === 'off' ? 'start' : 'stop');
      return true;
    },
    indicators() {
      if (replay === undefined) return false;
      setDialog('indicators');
      return true;
    },
    commands() {
      setDialog('commands');
      return true;
    },
    trading() {
      workspace.current?.reveal('trading', 'Trading');
      return true;
    },
    panic() {
      void ask('Stop all plugin trading', { type: 'trade', action: { do: 'halt' } });
      return true;
    },
    wholeChart() {
      workspace.current?.toggleWhole('chart');
      return true;
    },
    help() {
      setDialog('shortcuts');
      return true;
    },
  };
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    const shortcut = findShortcut(event);
    if (shortcut !== undefined && perform[shortcut]()) return event.preventDefault();
    const command = findCommand(event, store.getState().contributions.filter(isCommand));
    if (command === undefined) return;
    event.preventDefault();
    void ask(command.info.title, { type: 'run-command', contribution: command.contribution });
  });
  useEffect(() => {
    const listener = (event: KeyboardEvent) => onKey(event);
    window.addEventListener('keydown', listener);
    return () => window.removeEventListener('keydown', listener);
  }, []);

  return (
    <div className={styles.page}>
      <PriceTitle />
      <TopBar
        onCommands={() => setDialog('commands')}
        onIndicators={() => setDialog('indicators')}
        onShortcuts={() => setDialog('shortcuts')}
        onWholeChart={() => workspace.current?.toggleWhole('chart')}
        onResetLayout={() => workspace.current?.reset()}
      />
      <SafeModeBanner />
      <main className={styles.main}>
        <Suspense fallback={<WorkspaceSkeleton />}>
          <PanelWorkspace
            // The saved layout comes with the first hello; until then the default stands.
            key={run ?? ''}
            actions={workspace}
            initial={parseLayout(saved)}
            titleOf={titleOf}
            onChange={save}
          />
        </Suspense>
        <ConnectionBanner />
        <Suspense>
          <AccessArea />
        </Suspense>
      </main>
      <StatusBar />
      <Suspense>
        {dialog === 'commands' && <CommandPalette own={own} onOpenPanel={openPanel} onClose={close} />}
        {dialog === 'indicators' && <IndicatorPicker onClose={close} />}
        {dialog === 'shortcuts' && <ShortcutsDialog onClose={close} />}
      </Suspense>
    </div>
  );
}

/** The default layout in grey. */
function WorkspaceSkeleton() {
  return (
    <div className={styles.skeleton}>
      <ChartSkeleton text="Connecting to the terminal …" />
      <div className={styles.side} />
    </div>
  );
}
