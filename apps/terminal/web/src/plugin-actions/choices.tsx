/** One answer out of a few, as the dialogs about plugins ask for it. */

import type { ReactNode } from 'react';
import styles from './plugin-dialogs.module.css';

export function Choices({ legend, children }: { readonly legend: string; readonly children: ReactNode }) {
  return (
    <fieldset className={styles.choices}>
      <legend>
        <bdi>{legend}</bdi>
      </legend>
      {children}
    </fieldset>
  );
}

export interface ChoiceProps {
  readonly name: string;
  readonly checked: boolean;
  readonly onChoose: () => void;
  readonly children: ReactNode;
}

export function Choice({ name, checked, onChoose, children }: ChoiceProps) {
  return (
    <label className={styles.choice}>
      <input type="radio" name={name} checked={checked} onChange={onChoose} />
      <span>{children}</span>
    </label>
  );
}
