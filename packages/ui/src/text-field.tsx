/** A line of text. */

import type { ComponentProps } from 'react';
import styles from './field.module.css';
import { Icon, type IconName } from './icon.tsx';

export interface TextFieldProps extends Omit<ComponentProps<'input'>, 'className' | 'style'> {
  readonly icon?: IconName;
}

export function TextField({ icon, ...rest }: TextFieldProps) {
  return (
    <div className={styles.box}>
      {icon && (
        <span className={styles.icon}>
          <Icon name={icon} size={14} />
        </span>
      )}
      <input type="text" className={styles.text} autoComplete="off" spellCheck={false} {...rest} />
    </div>
  );
}
