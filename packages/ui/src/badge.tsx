/** A small word that marks something, and the dot that shows a state. */

import type { ReactNode } from 'react';
import styles from './badge.module.css';
import { joinClasses } from './class-names.ts';

/** busy: on its way to another state. */
export type Tone = 'ok' | 'busy' | 'warn' | 'danger' | 'idle';

export function Badge({ tone = 'idle', children }: { readonly tone?: Tone; readonly children: ReactNode }) {
  return <span className={joinClasses(styles.badge, styles[tone])}>{children}</span>;
}

/** A dot and the word for it: never the colour alone. */
export function StatusWord({ tone, children }: { readonly tone: Tone; readonly children: ReactNode }) {
  return (
    <span className={styles.status}>
      <span className={joinClasses(styles.dot, styles[tone])} aria-hidden="true" />
      {children}
    </span>
  );
}
