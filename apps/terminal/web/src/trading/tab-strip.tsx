/** Tabs inside a panel: one tab stop, arrow keys move between them. */

import { joinClasses } from '@omnitrade/ui';
import { useRef } from 'react';
import styles from './tab-strip.module.css';

export interface TabStripProps<T extends string> {
  readonly label: string;
  readonly tabs: readonly { readonly id: T; readonly title: string; readonly count?: number }[];
  readonly value: T;
  /** The id of what they switch; each tab's own id is made of it. */
  readonly panel: string;
  readonly onChange: (value: T) => void;
}

export function TabStrip<T extends string>({ label, tabs, value, panel, onChange }: TabStripProps<T>) {
  const strip = useRef<HTMLDivElement>(null);
  const move = (event: React.KeyboardEvent) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
    if (step === undefined) return;
    const at = tabs.findIndex(({ id }) => id === value);
    const next = tabs[(at + step + tabs.length) % tabs.length];
    if (!next) return;
    event.preventDefault();
    onChange(next.id);
    strip.current?.querySelector<HTMLElement>(`#${panel}-${next.id}`)?.focus();
  };
  return (
    <div ref={strip} className={styles.strip} role="tablist" aria-label={label}>
      {tabs.map(({ id, title, count }) => (
        <button
          key={id}
          id={`${panel}-${id}`}
          type="button"
          role="tab"
          aria-selected={id === value}
          aria-controls={panel}
          tabIndex={id === value ? 0 : -1}
          className={joinClasses(styles.tab, id === value && styles.active)}
          onClick={() => onChange(id)}
          onKeyDown={move}
        >
          {title}
          {count !== undefined && count > 0 && <span className={styles.count}>{count}</span>}
        </button>
      ))}
    </div>
  );
}
