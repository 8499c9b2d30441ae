/** The balance of the paper account, and the button that stops all plugin trading. */

import type { DeskAccount } from '@omnitrade/contracts';
import { Badge, Button, Tooltip } from '@omnitrade/ui';
import type { ReactNode } from 'react';
import { useTerminal } from '../state/use-terminal.ts';
import styles from './account-bar.module.css';
import { toGain, toMoney, toneOf } from './amounts.ts';

export function AccountBar({ account, halted }: { readonly account: DeskAccount; readonly halted: boolean }) {
  const { ask } = useTerminal();
  const { cash, equity, unrealised, realised, fees } = account.view;
  const switchTrading = () =>
    void ask(halted ? 'Allow plugins to trade again' : 'Stop all plugin trading', {
      type: 'trade',
      action: { do: halted ? 'resume' : 'halt' },
    });
  return (
    <header className={styles.bar}>
      <Tooltip text="Nothing here leaves this computer: the money and the fills are simulated.">
        <span>
          <Badge tone="warn">PAPER</Badge>
        </span>
      </Tooltip>
      <dl className={styles.figures}>
        <Figure name="Equity">{toMoney(equity)}</Figure>
        <Figure name="Cash">{toMoney(cash)}</Figure>
        <Figure name="Open P&L" tone={toneOf(unrealised)}>
          {toGain(unrealised)}
        </Figure>
        <Figure name="Closed P&L" tone={toneOf(realised)}>
          {toGain(realised)}
        </Figure>
        {fees !== '0' && <Figure name="Fees">{toMoney(fees)}</Figure>}
      </dl>
      {halted ? (
        <span className={styles.halted} role="status">
          Plugin trading is stopped
          <Button onClick={switchTrading}>Allow it again</Button>
        </span>
      ) : (
        <button type="button" className={styles.panic} title="Alt+Shift+X" onClick={switchTrading}>
          Stop plugin trading
        </button>
      )}
    </header>
  );
}

interface FigureProps {
  readonly name: string;
  readonly tone?: 'up' | 'down' | 'flat';
  readonly children: ReactNode;
}

function Figure({ name, tone = 'flat', children }: FigureProps) {
  return (
    <div className={styles.figure}>
      <dt>{name}</dt>
      <dd className={tone === 'flat' ? undefined : styles[tone]}>{children}</dd>
    </div>
  );
}
