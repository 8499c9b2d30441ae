/** What the account holds, and a button that closes it. */

import type { PositionView } from '@omnitrade/contracts';
import { Button, Cell, Notice, NumberCell, PlainHeader } from '@omnitrade/ui';
import { useTerminal } from '../state/use-terminal.ts';
import { toAmount, toGain, toneOf } from './amounts.ts';
import styles from './trading-panel.module.css';

export interface PositionsTableProps {
  readonly positions: readonly PositionView[];
  readonly account: string;
}

export function PositionsTable({ positions, account }: PositionsTableProps) {
  const { ask } = useTerminal();
  const open = positions.filter(({ qty }) => qty !== '0');
  if (open.length === 0)
    return (
      <Notice icon="info" title="No position">
        <p>What you buy or sell on paper stands here, until it is closed.</p>
      </Notice>
    );
  const close = ({ qty, instrument }: PositionView) => {
    const isLong = !qty.startsWith('-');
    const side = isLong ? ('sell' as const) : ('buy' as const);
    const order = { account, side, type: 'market', qty: qty.replace('-', ''), reduceOnly: true };
    void ask(`Close ${instrument}`, { type: 'trade', action: { do: 'submit', order } });
  };
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <PlainHeader>Instrument</PlainHeader>
          <PlainHeader>Quantity</PlainHeader>
          <PlainHeader>Average</PlainHeader>
          <PlainHeader>Last</PlainHeader>
          <PlainHeader>Open P&L</PlainHeader>
          <PlainHeader>
            <span className={styles.soft}>PAPER</span>
          </PlainHeader>
        </tr>
      </thead>
      <tbody>
        {open.map((position) => {
          const { instrument, qty, avgPrice = '', lastPrice = '', unrealised = '0' } = position;
          const tone = toneOf(unrealised);
          return (
            <tr key={instrument}>
              <Cell>{instrument}</Cell>
              <NumberCell value={toAmount(qty)} below={qty.startsWith('-') ? 'short' : 'long'} />
              <NumberCell value={toAmount(avgPrice)} />
              <NumberCell value={toAmount(lastPrice)} />
              <NumberCell
                value={<span className={tone === 'flat' ? undefined : styles[tone]}>{toGain(unrealised)}</span>}
              />
              <td className={styles.right}>
                <Button weight="quiet" aria-label={`Close ${instrument}`} onClick={() => close(position)}>
                  Close
                </Button>
              </td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
}
