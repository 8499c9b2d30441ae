/** The terminal: bars above and below, panels between, dialogs over them. */

import type { JsonObject } from '@omnitrade/contracts';
import { lazy, Suspense, useCallback, useEffect, useEffectEvent, useRef, useState } from 'react';
import { ChartSkeleton } from '../parts/chart-skeleton.tsx';
import { ConnectionBanner } from '../parts/connection-banner.tsx';
import { PriceTitle } from '../parts/price-title.tsx';
import { type ReplayAction, replayTitles } from '../parts/replay-bar.tsx';
import { findShortcut, type ShortcutName } from '../parts/shortcuts.ts';
import { StatusBar } from '../parts/status-bar.tsx';
import { TopBar } from '../parts/top-bar.tsx';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import { type Layout, parseLayout } from '../workspace/layout.ts';
import type { WorkspaceActions } from '../workspace/workspace.tsx';
import styles from './terminal.module.css';

const IndicatorPicker = lazy(async () => ({
  default: (await import('../parts/indicator-picker.tsx')).IndicatorPicker,
}));
const ShortcutsDialog = lazy(async () => ({
  default: (await import('../parts/shortcuts-dialog.tsx')).ShortcutsDialog,
}));

/** Docking and chart are most of the page's code: bars and skeleton are painted while they are still being read. */
const panels = import('../workspace/panel-workspace.tsx');
const PanelWorkspace = lazy(async () => ({ default: (await panels).PanelWorkspace }));

export function TerminalPage() {
  const { ask } = useTerminal();
  const run = useTerminalState((state) => state.run);
  const saved = useTerminalState((state) => state.layout);
  const replay = useTerminalState((state) =>
    state.chart?.state === 'ready' ? state.chart.chart.replay.mode : undefined,
  );
  const workspace = useRef<WorkspaceActions>(null);
  const [dialog, setDialog] = useState<'indicators' | 'shortcuts'>();
  const close = useCallback(() => setDialog(undefined), []);
  const save = useCallback(
    (layout: Layout) => void ask('Save the layout', { type: 'save-layout', layout: layout as unknown as JsonObject }),
    [ask],
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
    if (shortcut !== undefined && perform[shortcut]()) event.preventDefault();
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
        onIndicators={() => setDialog('indicators')}
        onShortcuts={() => setDialog('shortcuts')}
        onWholeChart={() => workspace.current?.toggleWhole('chart')}
        onResetLayout={() => workspace.current?.reset()}
      />
      <main className={styles.main}>
        <Suspense fallback={<WorkspaceSkeleton />}>
          <PanelWorkspace
            // The saved layout comes with the first hello; until then the default stands.
            key={run ?? ''}
            actions={workspace}
            initial={parseLayout(saved)}
            onChange={save}
          />
        </Suspense>
        <ConnectionBanner />
      </main>
      <StatusBar />
      <Suspense>
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
