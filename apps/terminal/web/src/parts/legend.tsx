/** Over each pane: what is drawn there, its values under the crosshair, and what can be done with it. */

import type { ChartState } from '@omnitrade/contracts';
import { IconButton, joinClasses } from '@omnitrade/ui';
import { lazy, Suspense, useState } from 'react';
import { type ModelInstance, type ModelOutput, outputsIn } from '../chart/chart-model.ts';
import { type LegendValues, type QuoteSlot, quoteSlots, toPlotSlot } from '../chart/legend-values.ts';
import type { PaneBox } from '../chart/pane-boxes.ts';
import { PluginMenu } from '../panels/plugin-menu.tsx';
import { useTerminal } from '../state/use-terminal.ts';
import styles from './legend.module.css';

const IndicatorSettings = lazy(async () => ({ default: (await import('./indicator-settings.tsx')).IndicatorSettings }));

export interface LegendProps {
  readonly chart: ChartState;
  readonly model: readonly ModelInstance[];
  readonly boxes: readonly PaneBox[];
  readonly values: LegendValues;
}

export function Legend({ chart, model, boxes, values }: LegendProps) {
  const [settings, setSettings] = useState<string>();
  const edited = model.find((one) => one.id === settings);
  const row = (one: ModelInstance, pane: 'price' | 'own') => {
    const outputs = outputsIn(one, pane);
    if (outputs === undefined) return null;
    const open = () => setSettings(one.id);
    return <InstanceRow key={one.id} one={one} outputs={outputs} values={values} onSettings={open} />;
  };
  return (
    <>
      {boxes.map(({ id, top, height }) => (
        <div key={id ?? 'price'} className={styles.pane} style={{ top, maxHeight: height }}>
          {id === undefined && <QuoteRow chart={chart} values={values} />}
          {model.map((one) => (id === undefined ? row(one, 'price') : one.id === id && row(one, 'own')))}
        </div>
      ))}
      <Suspense>{edited && <IndicatorSettings one={edited} onClose={() => setSettings(undefined)} />}</Suspense>
    </>
  );
}

const quoteLabels: Readonly<Record<QuoteSlot, string>> = {
  open: 'O',
  high: 'H',
  low: 'L',
  close: 'C',
  change: '',
  volume: 'Vol',
};

function QuoteRow({ chart, values }: { readonly chart: ChartState; readonly values: LegendValues }) {
  return (
    <div className={styles.row}>
      <h2 className={styles.symbol}>
        <bdi>{chart.instrument.title}</bdi>
        <span className={styles.timeframe}>{chart.timeframe}</span>
      </h2>
      {quoteSlots.map((slot) => (
        <span key={slot} className={styles.pair}>
          {quoteLabels[slot] && <span className={styles.key}>{quoteLabels[slot]}</span>}
          <span ref={(element) => values.bind(slot, element)} className={joinClasses(styles.value, styles[slot])} />
        </span>
      ))}
      <PluginMenu place="chart" label="More for the chart" />
    </div>
  );
}

interface InstanceRowProps {
  readonly one: ModelInstance;
  /** Those in this pane. */
  readonly outputs: readonly ModelOutput[];
  readonly values: LegendValues;
  readonly onSettings: () => void;
}

function InstanceRow({ one, outputs, values, onSettings }: InstanceRowProps) {
  const { ask } = useTerminal();
  const { hidden, status } = one.instance;
  const quiet = hidden || one.error !== undefined;
  return (
    <div className={joinClasses(styles.row, styles.instance, hidden && styles.hidden, one.error && styles.failed)}>
      <span className={styles.name} title={one.title}>
        <Swatch outputs={outputs} />
        <bdi>{one.title}</bdi>
      </span>
      {!quiet && outputs.map((output) => <Value key={output.output.key} one={one} output={output} values={values} />)}
      {status === 'waiting' && <span className={styles.waiting}>waiting for its plugin …</span>}
      {one.error && (
        <span className={styles.error} role="alert">
          {one.error.message}
        </span>
      )}
      <span className={styles.actions}>
        <IconButton
          size="small"
          icon={hidden ? 'eye-off' : 'eye'}
          label={`${hidden ? 'Show' : 'Hide'} ${one.title}`}
          onClick={() =>
            void ask(`${hidden ? 'Show' : 'Hide'} ${one.title}`, {
              type: 'set-indicator',
              instance: one.id,
              hidden: !hidden,
            })
          }
        />
        {one.info && Object.keys(one.info.inputs).length > 0 && (
          <IconButton size="small" icon="settings" label={`Settings of ${one.title}`} onClick={onSettings} />
        )}
        <PluginMenu place="indicator" label={`More for ${one.title}`} instance={one.id} />
        <IconButton
          size="small"
          icon="close"
          tone="danger"
          label={`Remove ${one.title}`}
          onClick={() => void ask(`Remove ${one.title}`, { type: 'remove-indicator', instance: one.id })}
        />
      </span>
    </div>
  );
}

const toColor = (color: number | undefined) => (color === undefined ? 'var(--text-soft)' : `var(--plot-${color})`);

/** Up to three of the colours. */
function Swatch({ outputs }: { readonly outputs: readonly ModelOutput[] }) {
  const colors = [...new Set(outputs.map(({ color }) => toColor(color)))].slice(0, 3);
  return (
    <span className={styles.swatch} aria-hidden="true">
      {colors.map((color) => (
        <span key={color} style={{ background: color }} />
      ))}
    </span>
  );
}

function Value({
  one,
  output,
  values,
}: {
  readonly one: ModelInstance;
  readonly output: ModelOutput;
  readonly values: LegendValues;
}) {
  return (
    <span
      ref={(element) => values.bind(toPlotSlot(one.id, output.output.key), element)}
      className={styles.value}
      style={{ color: toColor(output.color) }}
      title={output.title}
    />
  );
}
