/** Cells of dense tables: a header that sorts, and numbers that line up. */

import type { ReactNode } from 'react';
import { joinClasses } from './class-names.ts';
import { Icon } from './icon.tsx';
import styles from './table.module.css';

export interface Sort<K extends string> {
  readonly key: K;
  readonly down: boolean;
}

export interface SortHeaderProps<K extends string> {
  readonly sortKey: K;
  readonly sort: Sort<K>;
  /** The direction a first click sorts in: numbers start with the largest. */
  readonly downFirst?: boolean;
  readonly align?: 'left' | 'right';
  readonly onSort: (sort: Sort<K>) => void;
  readonly children: ReactNode;
}

export function SortHeader<K extends string>(props: SortHeaderProps<K>) {
  const { sortKey, sort, downFirst = false, align = 'left', onSort, children } = props;
  const active = sort.key === sortKey;
  return (
    <th
      scope="col"
      className={joinClasses(styles.head, align === 'right' && styles.right)}
      aria-sort={active ? (sort.down ? 'descending' : 'ascending') : 'none'}
    >
      <button
        type="button"
        className={joinClasses(styles.sort, active && styles.active)}
        onClick={() => onSort({ key: sortKey, down: active ? !sort.down : downFirst })}
      >
        {children}
        <span className={styles.arrow}>{active && <Icon name={sort.down ? 'sort-down' : 'sort-up'} size={9} />}</span>
      </button>
    </th>
  );
}

export function PlainHeader({ children }: { readonly children: ReactNode }) {
  return (
    <th scope="col" className={styles.head}>
      {children}
    </th>
  );
}

/** A number in its unit; a second line holds what it is made of or how fast it grows. */
export function NumberCell({ value, below }: { readonly value: ReactNode; readonly below?: ReactNode }) {
  return (
    <td className={joinClasses(styles.cell, styles.right, styles.number)}>
      {value}
      {below !== undefined && <div className={styles.below}>{below}</div>}
    </td>
  );
}

export function Cell({ children }: { readonly children: ReactNode }) {
  return <td className={styles.cell}>{children}</td>;
}
