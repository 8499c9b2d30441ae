/** Components that say something, and the button. */

import type { UiProps } from '@omnitrade/contracts';
import { Badge as BadgeBase } from '../badge.tsx';
import { Button as ButtonBase } from '../button.tsx';
import { joinClasses } from '../class-names.ts';
import { Icon as IconBase } from '../icon.tsx';
import tones from './tones.module.css';
import { propsOf, type ViewProps } from './view.ts';
import styles from './words.module.css';

function Text({ node, children }: ViewProps) {
  const { tone = 'plain', size = 'normal', strong, mono } = propsOf<UiProps<'Text'>>(node);
  return (
    <span
      className={joinClasses(
        styles.text,
        tones[tone],
        size !== 'normal' && styles[size],
        strong && styles.strong,
        mono && styles.mono,
      )}
    >
      {children}
    </span>
  );
}

function Heading({ children }: ViewProps) {
  return <h3 className={styles.heading}>{children}</h3>;
}

function Badge({ node, children }: ViewProps) {
  const { tone } = propsOf<UiProps<'Badge'>>(node);
  return <BadgeBase {...(tone && { tone })}>{children}</BadgeBase>;
}

function Icon({ node }: ViewProps) {
  const { name, label } = propsOf<UiProps<'Icon'>>(node);
  if (!name) return null;
  return label ? (
    <span role="img" aria-label={label} className={styles.icon}>
      <IconBase name={name} size={14} />
    </span>
  ) : (
    <span className={styles.icon}>
      <IconBase name={name} size={14} />
    </span>
  );
}

function Button({ node, act, children }: ViewProps) {
  const { weight, icon, disabled, hint } = propsOf<UiProps<'Button'>>(node);
  return (
    <ButtonBase
      {...(weight && { weight })}
      {...(icon && { icon })}
      {...(hint && { title: hint })}
      {...(!children && hint && { 'aria-label': hint })}
      disabled={disabled === true}
      onClick={() => node.props.onPress === true && act('onPress')}
    >
      {children}
    </ButtonBase>
  );
}

export const words = { Text, Heading, Badge, Icon, Button };
