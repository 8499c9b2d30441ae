/** Chooses how the bars are shown: as they are, or as a chart type of a plugin makes them. */

import type { ChartState } from '@omnitrade/contracts';
import { Menu } from '@omnitrade/ui';
import { useMemo } from 'react';
import { isChartType } from '../panels/panel-contributions.ts';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';

const plain = 'plain';

export function ChartTypeMenu({ chart }: { readonly chart: ChartState }) {
  const { ask } = useTerminal();
  const contributions = useTerminalState((state) => state.contributions);
  const types = useMemo(() => contributions.filter(isChartType), [contributions]);
  if (types.length === 0) return null;
  const choose = (contribution: string) =>
    void ask('Change the chart type', {
      type: 'set-chart-type',
      ...(contribution !== plain && { contribution }),
    });
  const options = [
    { value: plain, label: 'Candles' },
    ...types.map(({ contribution, info }) => ({ value: contribution, label: info.title })),
  ];
  const value = chart.chartType?.contribution ?? plain;
  return (
    <Menu
      icon="candles"
      label="Chart type"
      entries={[{ kind: 'choice', label: 'Chart type', value, options, choose }]}
    />
  );
}
