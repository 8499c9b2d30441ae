/** Settings that are lists or objects: written as JSON, checked by the code that checks them on the server. */

import type { ValueSchema } from '@omnitrade/contracts';
import { TextField } from '@omnitrade/ui';
import styles from './plugin-dialogs.module.css';
import { findTextFault } from './settings-draft.ts';

export interface JsonFieldsProps {
  readonly schema: Readonly<Record<string, ValueSchema>>;
  readonly texts: Readonly<Record<string, string>>;
  readonly onChange: (texts: Readonly<Record<string, string>>) => void;
}

export function JsonFields({ schema, texts, onChange }: JsonFieldsProps) {
  return Object.entries(schema).map(([key, property]) => {
    const text = texts[key] ?? '';
    const fault = findTextFault(key, property, text);
    const below = fault ?? property.description;
    return (
      <div key={key} className={styles.json}>
        <label htmlFor={`setting-${key}`}>
          <bdi>{property.title ?? key}</bdi>
        </label>
        <TextField
          id={`setting-${key}`}
          value={text}
          placeholder={property.type === 'array' ? '[ … ]' : '{ … }'}
          aria-describedby={`setting-${key}-below`}
          onChange={(event) => onChange({ ...texts, [key]: event.target.value })}
        />
        {below && (
          <p
            id={`setting-${key}-below`}
            className={fault ? styles.fault : styles.note}
            role={fault ? 'alert' : undefined}
          >
            {below}
          </p>
        )}
      </div>
    );
  });
}
