/** The last things a plugin did with what it may, each with its outcome; the whole of it is `omnitrade audit`. */

import { useState } from 'react';
import styles from './consent-list.module.css';
import { useCall } from './use-call.ts';

interface Entry {
  readonly seq: number;
  readonly time: number;
  readonly call: string;
  readonly permission: string;
  readonly target?: string;
  readonly outcome: string;
}

const limit = 50;
const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'short', timeStyle: 'medium' });

/** Read when it is unfolded, not before. */
export function AuditList({ plugin }: { readonly plugin: string }) {
  const { fault, run } = useCall();
  const [entries, setEntries] = useState<readonly Entry[]>();
  const unfold = async (open: boolean) => {
    if (!open) return;
    const path = `/api/audit?plugin=${encodeURIComponent(plugin)}&limit=${limit}`;
    setEntries((await run((call) => call<{ readonly entries: readonly Entry[] }>('GET', path)))?.entries.toReversed());
  };
  return (
    <details className={styles.audit} onToggle={({ currentTarget }) => void unfold(currentTarget.open)}>
      <summary>What it did, the last {limit}</summary>
      {fault && <p className={styles.fault}>{fault}</p>}
      {entries?.length === 0 && (
        <p className={styles.note}>Nothing of high risk, and none of its grants was changed.</p>
      )}
      {entries && entries.length > 0 && (
        <ol className={styles.entries}>
          {entries.map(({ seq, time, call, permission, target, outcome }) => (
            <li key={seq}>
              <time dateTime={new Date(time).toISOString()}>{timeFormat.format(time)}</time> <strong>{outcome}</strong>{' '}
              <bdi>{`${call}, ${permission}${target === undefined ? '' : `, ${target}`}`}</bdi>
            </li>
          ))}
        </ol>
      )}
    </details>
  );
}
