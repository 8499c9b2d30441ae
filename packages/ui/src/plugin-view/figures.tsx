/** Components that show numbers. */

import type { Scalar, TableColumn, UiProps } from '@omnitrade/contracts';
import { joinClasses } from '../class-names.ts';
import { toFigureText } from './figure-text.ts';
import styles from './figures.module.css';
import tones from './tones.module.css';
import { propsOf, type ViewProps } from './view.ts';

function Table({ node, act }: ViewProps) {
  const { label, columns = [], rows = [], empty, onRow } = propsOf<UiProps<'Table'>>(node);
  if (rows.length === 0)
    return (
      <p className={styles.empty}>
        <bdi>{empty ?? 'Nothing to show.'}</bdi>
      </p>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <section className={styles.scroll} aria-label={label ?? 'Table'} tabIndex={0}>
      <table className={styles.table}>
        <thead>
          <tr>
            {columns.map((column, at) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
              <th key={at} scope="col" className={isNumeric(column) ? styles.right : undefined}>
                <bdi>{column.title}</bdi>
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map((row, at) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no other name
            <tr key={at}>
              {columns.map((column, cell) => (
                // biome-ignore lint/suspicious/noArrayIndexKey: columns have no other name
                <Cell key={cell} column={column} value={row[cell] ?? null}>
                  {cell === 0 && onRow ? () => act('onRow', at) : undefined}
                </Cell>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </section>
  );
}

const isNumeric = ({ format = 'text' }: TableColumn) => format !== 'text';

interface CellProps {
  readonly column: TableColumn;
  readonly value: Scalar;
  /** The row can be chosen by this cell. */
  readonly children: (() => void) | undefined;
}

function Cell({ column, value, children: choose }: CellProps) {
  const text = toFigureText(value, column.format);
  const sign = column.format === 'change' && typeof value === 'number' ? Math.sign(value) : 0;
  return (
    <td className={joinClasses(isNumeric(column) && styles.right, sign > 0 && tones.up, sign < 0 && tones.down)}>
      {choose ? (
        <button type="button" className={styles.choose} onClick={choose}>
          <bdi>{text}</bdi>
        </button>
      ) : (
        <bdi>{text}</bdi>
      )}
    </td>
  );
}

function KeyValue({ node }: ViewProps) {
  const { items = [] } = propsOf<UiProps<'KeyValue'>>(node);
  return (
    <dl className={styles.pairs}>
      {items.map(({ label, value, tone = 'plain' }) => (
        <div key={label} className={styles.pair}>
          <dt>
            <bdi>{label}</bdi>
          </dt>
          <dd className={tones[tone]}>
            <bdi>{toFigureText(value)}</bdi>
          </dd>
        </div>
      ))}
    </dl>
  );
}

function Stat({ node }: ViewProps) {
  const { label, value, unit, tone = 'plain', hint } = propsOf<UiProps<'Stat'>>(node);
  return (
    <div className={styles.stat} title={hint}>
      {label && (
        <span className={styles.name}>
          <bdi>{label}</bdi>
        </span>
      )}
      <span className={joinClasses(styles.figure, tones[tone])}>
        <bdi>{value === undefined ? '–' : toFigureText(value)}</bdi>
        {unit && (
          <span className={styles.unit}>
            <bdi>{unit}</bdi>
          </span>
        )}
      </span>
    </div>
  );
}

function Sparkline({ node }: ViewProps) {
  const { values = [], tone = 'plain', label } = propsOf<UiProps<'Sparkline'>>(node);
  return (
    <svg
      className={joinClasses(styles.spark, tones[tone])}
      viewBox="0 0 100 24"
      preserveAspectRatio="none"
      role="img"
      aria-label={label ?? 'A small line of numbers'}
    >
      <path d={toPath(values)} />
    </svg>
  );
}

/** Fits the numbers into 100 by 24, a unit of air above and below. */
function toPath(values: readonly number[]): string {
  if (values.length < 2) return '';
  const low = Math.min(...values);
  const span = Math.max(...values) - low || 1;
  return values
    .map((value, i) => {
      const x = (i / (values.length - 1)) * 100;
      const y = 23 - ((value - low) / span) * 22;
      return `${i === 0 ? 'M' : 'L'}${x.toFixed(2)} ${y.toFixed(2)}`;
    })
    .join('');
}

function Progress({ node }: ViewProps) {
  const { label = 'Progress', value } = propsOf<UiProps<'Progress'>>(node);
  return (
    <div className={styles.progress}>
      <span className={styles.name}>
        <bdi>{label}</bdi>
        {value !== undefined && <span>{Math.round(value * 100)} %</span>}
      </span>
      <progress aria-label={label} max={1} {...(value !== undefined && { value })} />
    </div>
  );
}

export const figures = { Table, KeyValue, Stat, Sparkline, Progress };
