/** How long a grant lasts. */

import { Select, TextField } from '@omnitrade/ui';
import { useId } from 'react';
import type { Lifetime } from './access-types.ts';
import styles from './consent-list.module.css';

export interface LifetimeDraft {
  readonly lifetime: Lifetime;
  /** A day, as a date field writes it; with the lifetime `until`. */
  readonly day: string;
}

const options: readonly { readonly value: Lifetime; readonly label: string }[] = [
  { value: 'until-revoked', label: 'Until I take it back' },
  { value: 'session', label: 'Until the terminal stops' },
  { value: 'once', label: 'For this run of the plugin' },
  { value: 'until', label: 'Until a day' },
];

export interface LifetimeFieldProps {
  readonly title: string;
  readonly draft: LifetimeDraft;
  readonly onChange: (draft: LifetimeDraft) => void;
}

export function LifetimeField({ title, draft, onChange }: LifetimeFieldProps) {
  const id = useId();
  return (
    <div className={styles.field}>
      <span id={id}>How long</span>
      <Select
        label={`How long ${title} lasts`}
        value={draft.lifetime}
        options={options}
        onChange={(lifetime) => onChange({ ...draft, lifetime: lifetime as Lifetime })}
      />
      {draft.lifetime === 'until' && (
        <TextField
          type="date"
          aria-label={`Day on which ${title} ends`}
          value={draft.day}
          onChange={({ target }) => onChange({ ...draft, day: target.value })}
        />
      )}
    </div>
  );
}

/** As the API takes it; undefined while the day is missing. The whole day counts. */
export function toLifetime({ lifetime, day }: LifetimeDraft): { lifetime: Lifetime; expiresAt?: number } | undefined {
  if (lifetime !== 'until') return { lifetime };
  const begin = Date.parse(`${day}T00:00:00`);
  return Number.isNaN(begin) ? undefined : { lifetime, expiresAt: begin + 86_400_000 };
}
