/** The bar at the top: product, instrument, price, indicators, connection, clock, look. */

import {
  Button,
  Icon,
  IconButton,
  joinClasses,
  Menu,
  type MenuEntry,
  Skeleton,
  StatusWord,
  type Tone,
  Tooltip,
} from '@omnitrade/ui';
import type { ReactNode } from 'react';
import { useStore } from 'zustand';
import { formatPercent, toPriceFormat, withSign } from '../chart/formats.ts';
import type { LinkStatus } from '../link/link.ts';
import { useLook, useTerminal, useTerminalState } from '../state/use-terminal.ts';
import { ChartTypeMenu } from './chart-type-menu.tsx';
import { Clock } from './clock.tsx';
import styles from './top-bar.module.css';

export interface TopBarProps {
  readonly onCommands: () => void;
  readonly onIndicators: () => void;
  readonly onShortcuts: () => void;
  readonly onWholeChart: () => void;
  readonly onResetLayout: () => void;
}

export function TopBar(props: TopBarProps) {
  const chart = useTerminalState((state) => (state.chart?.state === 'ready' ? state.chart.chart : undefined));
  const loading = useTerminalState((state) => state.chart?.state !== 'failed');
  return (
    <header className={styles.bar}>
      <h1 className={styles.product}>
        <span className={styles.mark}>
          <Icon name="mark" size={18} />
        </span>
        OmniTrade
      </h1>
      {chart ? (
        <>
          <div className={styles.instrument}>
            <span className={styles.symbol}>
              <bdi>{chart.instrument.id}</bdi>
            </span>
            <span className={styles.title}>
              <bdi>{chart.instrument.title}</bdi>
            </span>
            <span className={styles.timeframe}>{chart.timeframe}</span>
            <ChartTypeMenu chart={chart} />
          </div>
          <Price />
        </>
      ) : (
        loading && (
          <>
            <Skeleton width={188} height={14} />
            <Skeleton width={200} height={16} />
          </>
        )
      )}
      <Tooltip text="Add an indicator to the chart" shortcut="Alt I">
        <Button icon="indicators" disabled={!chart} onClick={props.onIndicators} aria-keyshortcuts="Alt+I">
          Indicators
        </Button>
      </Tooltip>
      <Tooltip text="Find a command or a panel" shortcut="Ctrl K">
        <Button icon="search" weight="quiet" onClick={props.onCommands} aria-keyshortcuts="Control+K">
          Commands
        </Button>
      </Tooltip>
      <div className={styles.right}>
        <Connection />
        <Clock timeZone={chart?.instrument.timeZone} />
        <Look {...props} />
      </div>
    </header>
  );
}

function Price() {
  const { feed } = useTerminal();
  const quote = useStore(feed.quote, (state) => state.quote);
  const instrument = useTerminalState((state) =>
    state.chart?.state === 'ready' ? state.chart.chart.instrument : undefined,
  );
  if (quote === undefined || instrument === undefined) return <Skeleton width={200} height={16} />;
  const format = toPriceFormat(instrument);
  const direction = quote.change > 0 ? 'up' : quote.change < 0 ? 'down' : undefined;
  return (
    <div className={styles.price}>
      <span className={styles.last}>{format(quote.price)}</span>
      <span className={joinClasses(styles.change, direction && styles[direction])}>
        {direction && <Icon name={direction === 'up' ? 'sort-up' : 'sort-down'} size={10} />}
        {withSign(format)(quote.change)}
        <span className={styles.percent}>{withSign(formatPercent)(quote.changePercent)}</span>
      </span>
    </div>
  );
}

const connections: Readonly<Record<LinkStatus['state'], readonly [Tone, ReactNode]>> = {
  connecting: ['busy', 'Connecting'],
  live: ['ok', 'Connected'],
  lost: ['danger', 'Reconnecting'],
  refused: ['danger', 'No session'],
  mismatch: ['danger', 'Reload needed'],
};

function Connection() {
  const [tone, word] = connections[useTerminalState((state) => state.link.state)];
  return (
    <span className={styles.connection} role="status">
      <StatusWord tone={tone}>{word}</StatusWord>
    </span>
  );
}

function Look({ onShortcuts, onWholeChart, onResetLayout }: TopBarProps) {
  const [look, setLook] = useLook();
  const other = look.theme === 'dark' ? 'light' : 'dark';
  const entries: readonly MenuEntry[] = [
    { kind: 'action', label: 'Chart only, or all panels', icon: 'maximize', hint: 'Alt M', run: onWholeChart },
    { kind: 'action', label: 'Reset the layout', icon: 'layout', run: onResetLayout },
    {
      kind: 'choice',
      label: 'Rise and fall',
      value: look.rise,
      options: [
        { value: 'green', label: 'Green and red' },
        { value: 'blue', label: 'Blue and orange' },
      ],
      choose: (rise) => setLook({ rise: rise === 'blue' ? 'blue' : 'green' }),
    },
    { kind: 'action', label: 'Keyboard shortcuts', icon: 'keyboard', hint: 'Ctrl /', run: onShortcuts },
  ];
  return (
    <div className={styles.look}>
      <IconButton
        icon={look.theme === 'dark' ? 'sun' : 'moon'}
        label={`Change to the ${other} theme`}
        onClick={() => setLook({ theme: other })}
      />
      <Menu icon="more" label="View" entries={entries} />
    </div>
  );
}
