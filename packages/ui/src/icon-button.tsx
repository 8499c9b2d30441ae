/** A button that shows only an icon; its name and shortcut appear as a tooltip. */

import type { ComponentProps } from 'react';
import { joinClasses } from './class-names.ts';
import { Icon, type IconName } from './icon.tsx';
import styles from './icon-button.module.css';
import { Tooltip } from './tooltip.tsx';

export interface IconButtonProps extends Omit<ComponentProps<'button'>, 'className' | 'style' | 'children'> {
  readonly icon: IconName;
  readonly label: string;
  /** Shown in the tooltip: `Space`, `→`. */
  readonly shortcut?: string;
  readonly size?: 'small' | 'normal';
  readonly tone?: 'plain' | 'danger' | 'accent';
}

export function IconButton({ icon, label, shortcut, size = 'normal', tone = 'plain', ...rest }: IconButtonProps) {
  return (
    <Tooltip text={label} shortcut={shortcut}>
      <button
        type="button"
        aria-label={label}
        className={joinClasses(styles.button, styles[size], styles[tone])}
        {...rest}
      >
        <Icon name={icon} size={size === 'small' ? 13 : 16} />
      </button>
    </Tooltip>
  );
}
