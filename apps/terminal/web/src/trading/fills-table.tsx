/** Fills, the newest first. */

import type { DeskFill } from '@omnitrade/contracts';
import { Cell, Notice, NumberCell, PlainHeader } from '@omnitrade/ui';
import { toAmount } from './amounts.ts';
import { toMarketTime } from './order-words.ts';
import styles from './trading-panel.module.css';

export function FillsTable({ fills }: { readonly fills: readonly DeskFill[] }) {
  if (fills.length === 0)
    return (
      <Notice icon="info" title="No fills">
        <p>Each time an order is filled, whole or in part, it stands here and on the chart.</p>
      </Notice>
    );
  return (
    <table className={styles.table}>
      <thead>
        <tr>
          <PlainHeader>Time</PlainHeader>
          <PlainHeader>Side</PlainHeader>
          <PlainHeader>Quantity</PlainHeader>
          <PlainHeader>Price</PlainHeader>
          <PlainHeader>Fee</PlainHeader>
          <PlainHeader>By</PlainHeader>
        </tr>
      </thead>
      <tbody>
        {fills.map(({ seq, time, side, qty, price, fee, owner, instrument }) => (
          <tr key={seq}>
            <Cell>{toMarketTime(time)}</Cell>
            <Cell>
              <span className={side === 'buy' ? styles.up : styles.down}>{side}</span>
              <div className={styles.soft}>{instrument}</div>
            </Cell>
            <NumberCell value={toAmount(qty)} />
            <NumberCell value={toAmount(price)} />
            <NumberCell value={toAmount(fee)} />
            <Cell>{owner === 'user' ? 'you' : owner}</Cell>
          </tr>
        ))}
      </tbody>
    </table>
  );
}
