/** The button, in the three weights a page needs. */

import type { ComponentProps, ReactNode } from 'react';
import styles from './button.module.css';
import { joinClasses } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';

export interface ButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style'> {
  /** primary: the one thing to do here · plain: everything else · quiet: inside bars and rows. */
  readonly weight?: 'primary' | 'plain' | 'quiet';
  readonly icon?: IconName;
  readonly children: ReactNode;
}

export function Button({ weight = 'plain', icon, children, ...rest }: ButtonProps) {
  return (
    <button type="button" className={joinClasses(styles.button, styles[weight])} {...rest}>
      {icon && <Icon name={icon} size={14} />}
      {children}
    </button>
  );
}
