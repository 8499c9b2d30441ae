/** The trading desk: account, order ticket, and what became of orders. Everything on it is PAPER, and says so. */

import { Notice } from '@omnitrade/ui';
import { useState } from 'react';
import { useTerminalState } from '../state/use-terminal.ts';
import { AccountBar } from './account-bar.tsx';
import { FillsTable } from './fills-table.tsx';
import { OrderTicket } from './order-ticket.tsx';
import { OrdersTable } from './orders-table.tsx';
import { PositionsTable } from './positions-table.tsx';
import { StrategiesView } from './strategies-view.tsx';
import { TabStrip } from './tab-strip.tsx';
import styles from './trading-panel.module.css';

type Page = 'positions' | 'orders' | 'fills' | 'strategies';

export function TradingPanel() {
  const trading = useTerminalState((state) => state.trading);
  const [page, setPage] = useState<Page>('positions');
  const account = trading?.accounts[0];
  if (!trading || !account)
    return (
      <Notice icon="info" title="Connecting to the trading desk">
        <p>Your paper account appears here.</p>
      </Notice>
    );
  const { positions } = account.view;
  const open = positions.filter(({ qty }) => qty !== '0').length;
  const working = trading.orders.filter(({ status }) => !doneStates.includes(status)).length;
  const running = trading.runs.filter(({ status }) => status === 'running' || status === 'starting').length;
  const tabs = [
    { id: 'positions', title: 'Positions', count: open },
    { id: 'orders', title: 'Orders', count: working },
    { id: 'fills', title: 'Fills' },
    { id: 'strategies', title: 'Strategies', count: running },
  ] as const;
  return (
    <section className={styles.panel} aria-label="Trading">
      <AccountBar account={account} halted={trading.halted !== null} />
      <OrderTicket account={account} instrument={trading.instrument} />
      <TabStrip label="What became of it" tabs={tabs} value={page} onChange={setPage} panel="trading-page" />
      <div
        id="trading-page"
        className={styles.page}
        role="tabpanel"
        aria-labelledby={`trading-page-${page}`}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by key
        tabIndex={0}
      >
        {page === 'positions' && <PositionsTable positions={positions} account={account.id} />}
        {page === 'orders' && <OrdersTable orders={trading.orders} />}
        {page === 'fills' && <FillsTable fills={trading.fills} />}
        {page === 'strategies' && <StrategiesView runs={trading.runs} halted={trading.halted !== null} />}
      </div>
    </section>
  );
}

const doneStates: readonly string[] = ['denied', 'rejected', 'filled', 'canceled', 'expired'];
