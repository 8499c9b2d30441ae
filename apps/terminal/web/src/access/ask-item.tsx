/** One permission in a dialog: its switch, what it means, what the author says about it, and its limits. */

import type { Json } from '@omnitrade/contracts';
import { Badge, Icon, joinClasses, Switch, TextField } from '@omnitrade/ui';
import { type ReactNode, useId } from 'react';
import type { Ask, LimitField } from './access-types.ts';
import styles from './ask-item.module.css';
import { type AskDraft, findChoices, findLimitFault, toLimitLine } from './limit-draft.ts';

export interface AskItemProps {
  readonly ask: Ask;
  readonly draft: AskDraft;
  readonly onChange: (draft: AskDraft) => void;
  /** Said of it where it is granted: how it was used. */
  readonly use?: ReactNode;
  /** More to set where it is granted: how long it lasts. */
  readonly more?: ReactNode;
}

export function AskItem({ ask, draft, onChange, use, more }: AskItemProps) {
  const { id, title, sentence, authorReason, warnings, news, fields, asked } = ask;
  const line = toLimitLine(ask, draft);
  return (
    <li className={joinClasses(styles.item, draft.on && styles.on)}>
      <div className={styles.head}>
        <Switch label={title} checked={draft.on} onChange={(on) => onChange({ ...draft, on })} />
        <div className={styles.what}>
          <p className={styles.title}>
            <span>{title}</span>
            {news && <Badge tone="warn">{news === 'new' ? 'new' : 'asks for more'}</Badge>}
          </p>
          <p className={styles.sentence}>{sentence}</p>
        </div>
      </div>
      {warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          <Icon name="alert" size={14} />
          <span>{warning}</span>
        </p>
      ))}
      {authorReason && (
        <p className={styles.reason}>
          The author says:{' '}
          <q>
            <bdi>{authorReason}</bdi>
          </q>
        </p>
      )}
      {use}
      <details className={styles.more}>
        <summary>{line ?? (fields.length > 0 ? 'No limits; set some' : 'Details')}</summary>
        <div className={styles.fields}>
          {fields.map((field) => (
            <LimitInput
              key={field.name}
              field={field}
              asked={asked[field.name]}
              value={draft.limits[field.name] ?? ''}
              onChange={(value) => onChange({ ...draft, limits: { ...draft.limits, [field.name]: value } })}
            />
          ))}
          {more}
          <p className={styles.id}>
            In the manifest: <code>{id}</code>
          </p>
        </div>
      </details>
    </li>
  );
}

interface LimitInputProps {
  readonly field: LimitField;
  readonly asked: Json | undefined;
  readonly value: string | readonly string[];
  readonly onChange: (value: string | readonly string[]) => void;
}

function LimitInput({ field, asked, value, onChange }: LimitInputProps) {
  const id = useId();
  const choices = findChoices(field, asked);
  const fault = findLimitFault(field, asked, value);
  const below = fault && (
    <p id={`${id}-fault`} className={styles.fault} role="alert">
      {fault}
    </p>
  );
  if (choices && typeof value !== 'string')
    return (
      <fieldset className={styles.field}>
        <legend className={styles.label}>{field.title}</legend>
        <div className={styles.choices}>
          {choices.map((choice) => (
            <label key={choice} className={styles.choice}>
              <input
                type="checkbox"
                checked={value.includes(choice)}
                onChange={({ target }) =>
                  onChange(choices.filter((one) => (one === choice ? target.checked : value.includes(one))))
                }
              />
              <bdi>{choice}</bdi>
            </label>
          ))}
        </div>
        {below}
      </fieldset>
    );
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {field.title}
      </label>
      <TextField
        id={id}
        value={typeof value === 'string' ? value : value.join(', ')}
        placeholder={asked === undefined ? 'no limit' : `at most ${asked}`}
        aria-describedby={fault ? `${id}-fault` : undefined}
        aria-invalid={fault !== undefined}
        onChange={({ target }) => onChange(target.value)}
      />
      {below}
    </div>
  );
}
