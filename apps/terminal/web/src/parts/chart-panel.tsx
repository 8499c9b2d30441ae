/** The chart's panel: the chart with its legends, and what stands there while there is none. */

import type { ChartState, ChartStatus, ErrorJson } from '@omnitrade/contracts';
import { Button, Notice } from '@omnitrade/ui';
import { useEffect, useMemo, useRef, useState } from 'react';
import { toModel } from '../chart/chart-model.ts';
import { ChartView } from '../chart/chart-view.ts';
import { LegendValues } from '../chart/legend-values.ts';
import type { PaneBox } from '../chart/pane-boxes.ts';
import { ViewReport } from '../chart/view-report.ts';
import { useLook, useTerminal, useTerminalState } from '../state/use-terminal.ts';
import styles from './chart-panel.module.css';
import { ChartSkeleton } from './chart-skeleton.tsx';
import { Legend } from './legend.tsx';
import { ReplayBar } from './replay-bar.tsx';

export function ChartPanel() {
  const status = useTerminalState((state) => state.chart);
  return (
    <section className={styles.panel} aria-label="Chart">
      {status?.state === 'ready' ? <LiveChart chart={status.chart} /> : <NoChart status={status} />}
    </section>
  );
}

function NoChart({ status }: { readonly status: Exclude<ChartStatus, { state: 'ready' }> | undefined }) {
  if (status?.state === 'failed') return <FailedChart error={status.error} />;
  return <ChartSkeleton text={status?.text ?? 'Connecting to the terminal …'} />;
}

function FailedChart({ error }: { readonly error: ErrorJson }) {
  const { ask } = useTerminal();
  const plugin = useTerminalState((state) => state.plugins.find(({ id }) => id === error.data.plugin));
  return (
    <Notice
      icon="alert"
      tone="danger"
      title="The chart could not be loaded"
      level="h2"
      action={
        plugin && (
          <Button
            icon="retry"
            onClick={() => void ask(`Start ${plugin.displayName} again`, { type: 'retry-plugin', plugin: plugin.id })}
          >
            Start {plugin.displayName} again
          </Button>
        )
      }
    >
      <p role="alert">{error.message}</p>
      {!plugin && <p>The list of plugins shows which one failed, and its events say why.</p>}
    </Notice>
  );
}

function LiveChart({ chart }: { readonly chart: ChartState }) {
  const { feed, tell } = useTerminal();
  const [look] = useLook();
  const contributions = useTerminalState((state) => state.contributions);
  const model = useMemo(() => toModel(chart, contributions), [chart, contributions]);
  const container = useRef<HTMLDivElement>(null);
  const [parts, setParts] = useState<{ view: ChartView; values: LegendValues }>();
  const [behind, setBehind] = useState(false);
  const [boxes, setBoxes] = useState<readonly PaneBox[]>([]);

  useEffect(() => {
    const values = new LegendValues(feed);
    const report = new ViewReport((range) => tell({ type: 'chart-view', ...range }));
    const view = new ChartView({
      container: container.current as HTMLDivElement,
      feed,
      onCursor: (row) => values.setCursor(row),
      onBehind: setBehind,
      onView: (from, to) => report.see(from, to),
      onPick: (time) => report.pick(time),
      onPanes: setBoxes,
    });
    setParts({ view, values });
    return () => {
      setParts(undefined);
      report[Symbol.dispose]();
      view[Symbol.dispose]();
      values[Symbol.dispose]();
    };
  }, [feed, tell]);

  useEffect(() => {
    parts?.view.show(chart, model);
    parts?.values.show(chart, model);
  }, [parts, chart, model]);

  const fills = useTerminalState((state) => state.trading?.fills);
  useEffect(() => {
    const own = (fills ?? []).filter(({ instrument }) => instrument === chart.instrument.id);
    parts?.view.showFills(own.map(({ time, side, price }) => ({ time, side, price: Number(price) })));
  }, [parts, fills, chart.instrument.id]);

  const styled = useRef(look);
  useEffect(() => {
    if (styled.current === look) return;
    styled.current = look;
    parts?.view.restyle(model);
  }, [parts, look, model]);

  return (
    <>
      <div className={styles.chart}>
        <div
          ref={container}
          className={styles.canvas}
          role="application"
          aria-roledescription="chart"
          aria-label={`Chart of ${chart.instrument.title}, ${chart.timeframe}. Arrow keys move the crosshair, Enter picks its bar, plus and minus zoom.`}
          // biome-ignore lint/a11y/noNoninteractiveTabindex: the arrow keys move the crosshair
          tabIndex={0}
          onKeyDown={(event) => parts && steer(parts.view, event, chart.replay.mode === 'off')}
          onBlur={() => parts?.view.clearCursor()}
        />
        {behind && (
          <span className={styles.newest}>
            <Button icon="newest" onClick={() => parts?.view.goTo('newest')}>
              Newest bar
            </Button>
          </span>
        )}
        {parts && <Legend chart={chart} model={model} boxes={boxes} values={parts.values} />}
      </div>
      <ReplayBar replay={chart.replay} />
    </>
  );
}

/** Keys of the focused chart. While a replay is on, the arrows belong to the replay unless Shift is held. */
function steer(view: ChartView, event: React.KeyboardEvent, arrowsFree: boolean): void {
  const arrows = arrowsFree || event.shiftKey;
  const bars = event.shiftKey ? 10 : 1;
  const moves: Record<string, (() => void) | undefined> = {
    ArrowLeft: arrows ? () => view.moveCursor(-bars) : undefined,
    ArrowRight: arrows ? () => view.moveCursor(bars) : undefined,
    '+': () => view.zoom(1.25),
    '=': () => view.zoom(1.25),
    '-': () => view.zoom(0.8),
    Home: () => view.goTo('oldest'),
    End: () => view.goTo('newest'),
    Enter: () => view.pick(),
    Escape: () => view.clearCursor(),
  };
  const move = moves[event.key];
  if (move === undefined || event.ctrlKey || event.metaKey || event.altKey) return;
  event.preventDefault();
  event.stopPropagation();
  move();
}
