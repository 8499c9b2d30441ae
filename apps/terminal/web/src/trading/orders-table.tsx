/** Orders: what works, then what is done, with the reason where there is one. */

import { type DeskOrder, isDoneState } from '@omnitrade/contracts';
import { Button, Cell, Notice, NumberCell, PlainHeader, StatusWord } from '@omnitrade/ui';
import { memo } from 'react';
import { useTerminal } from '../state/use-terminal.ts';
import { toAmount } from './amounts.ts';
import { toMarketTime, toStatusTone, toStatusWord, toTerms } from './order-words.ts';
import styles from './trading-panel.module.css';

export function OrdersTable({ orders }: { readonly orders: readonly DeskOrder[] }) {
  if (orders.length === 0)
    return (
      <Notice icon="info" title="No orders">
        <p>Orders of yours and of strategies stand here, with what became of them.</p>
      </Notice>
    );
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <PlainHeader>Order</PlainHeader>
          <PlainHeader>Status</PlainHeader>
          <PlainHeader>Filled</PlainHeader>
          <PlainHeader>By</PlainHeader>
          <PlainHeader>
            <span className={styles.soft}>PAPER</span>
          </PlainHeader>
        </tr>
      </thead>
      <tbody>
        {orders.map((order) => (
          <OrderRow key={order.id} order={order} />
        ))}
      </tbody>
    </table>
  );
}

const OrderRow = memo(function OrderRow({ order }: { readonly order: DeskOrder }) {
  const { ask } = useTerminal();
  const { id, side, qty, instrument, status, filled, avgPrice, owner, reason, time } = order;
  const isWorking = !isDoneState(status);
  return (
    <tr>
      <Cell>
        <span className={side === 'buy' ? styles.up : styles.down}>{side}</span> {toAmount(qty)} {toTerms(order)}
        <div className={styles.soft}>
          {instrument} · {toMarketTime(time)}
        </div>
      </Cell>
      <Cell>
        <StatusWord tone={toStatusTone(status)}>{toStatusWord(status)}</StatusWord>
        {reason && <p className={styles.why}>{reason}</p>}
      </Cell>
      <NumberCell value={toAmount(filled)} below={avgPrice && `at ${toAmount(avgPrice)}`} />
      <Cell>{owner === 'user' ? 'you' : owner}</Cell>
      <td className={styles.right}>
        {isWorking && (
          <Button
            weight="quiet"
            aria-label={`Cancel the order to ${side} ${qty} ${instrument}`}
            onClick={() => void ask('Cancel the order', { type: 'trade', action: { do: 'cancel', order: id } })}
          >
            Cancel
          </Button>
        )}
      </td>
    </tr>
  );
});
