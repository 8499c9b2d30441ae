/** Finds an indicator and puts it on the chart, by keyboard or pointer. Built from recorded contributions: no plugin runs for it. */

import { Badge, StatusWord } from '@omnitrade/ui';
import { useCallback, useMemo } from 'react';
import { type IndicatorContribution, isIndicator } from '../chart/chart-model.ts';
import { createTroubleSelector, type PluginTrouble } from '../state/plugin-trouble.ts';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import { PickDialog, PickRow } from './pick-dialog.tsx';
import { toStateWord } from './plugin-order.ts';
import { searchIndicators } from './search-indicators.ts';

export function IndicatorPicker({ onClose }: { readonly onClose: () => void }) {
  const { ask } = useTerminal();
  const contributions = useTerminalState((state) => state.contributions);
  const indicators = useMemo(() => contributions.filter(isIndicator), [contributions]);
  const search = useCallback((query: string) => searchIndicators(indicators, query), [indicators]);
  const add = async ({ contribution, info }: IndicatorContribution) => {
    if (await ask(`Add ${info.title}`, { type: 'add-indicator', contribution, inputs: {} })) onClose();
  };
  return (
    <PickDialog
      title="Indicators"
      thing="indicator"
      placeholder="Search, for example RSI or moving average"
      verb="add"
      search={search}
      keyOf={({ contribution }) => contribution}
      renderRow={(indicator) => <IndicatorRow indicator={indicator} />}
      onTake={(indicator) => void add(indicator)}
      onClose={onClose}
      none="No plugin that is enabled brings indicators."
    />
  );
}

function IndicatorRow({ indicator }: { readonly indicator: IndicatorContribution }) {
  const { info, plugin, contribution } = indicator;
  const used = useTerminalState((state) =>
    state.chart?.state === 'ready'
      ? state.chart.chart.indicators.filter((one) => one.contribution === contribution).length
      : 0,
  );
  const trouble = useTerminalState(useMemo(() => createTroubleSelector(plugin), [plugin]));
  return (
    <PickRow
      icon="indicators"
      title={
        <>
          <bdi>{info.title}</bdi>
          {info.shortTitle && <Badge>{info.shortTitle}</Badge>}
          {trouble && <Trouble state={trouble.state} />}
        </>
      }
      aside={used > 0 && `${used} on the chart`}
      text={trouble?.reason ?? info.description}
      isReason={trouble !== undefined}
      owner={plugin}
    />
  );
}

/** It can be added all the same: it stands on the chart and lives when its plugin is well again. */
function Trouble({ state }: Pick<PluginTrouble, 'state'>) {
  const [tone, word] = toStateWord({ state, wanted: 'enabled' });
  return <StatusWord tone={tone}>{word}</StatusWord>;
}
