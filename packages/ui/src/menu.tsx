/** A menu behind an icon button: actions and choices. */

import { Menu as Base } from '@base-ui/react/menu';
import { Fragment } from 'react';
import { Icon, type IconName } from './icon.tsx';
import iconButton from './icon-button.module.css';
import styles from './menu.module.css';

export type MenuEntry =
  | {
      readonly kind: 'action';
      readonly label: string;
      readonly icon: IconName;
      readonly hint?: string;
      readonly disabled?: boolean;
      readonly run: () => void;
    }
  | {
      readonly kind: 'choice';
      readonly label: string;
      readonly value: string;
      readonly options: readonly { readonly value: string; readonly label: string }[];
      readonly choose: (value: string) => void;
    };

export interface MenuProps {
  readonly icon: IconName;
  readonly label: string;
  readonly entries: readonly MenuEntry[];
}

export function Menu({ icon, label, entries }: MenuProps) {
  return (
    <Base.Root>
      <Base.Trigger className={`${iconButton.button} ${iconButton.normal}`} aria-label={label}>
        <Icon name={icon} />
      </Base.Trigger>
      <Base.Portal>
        <Base.Positioner className={styles.place} sideOffset={6} align="end" collisionPadding={8}>
          <Base.Popup className={styles.menu}>
            {entries.map((entry, at) => (
              <Fragment key={entry.label}>
                {at > 0 && <Base.Separator className={styles.line} />}
                <Entry entry={entry} closes={entries.length === 1} />
              </Fragment>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}

/** `closes`: a choice that is all there is to choose is over once it is made. */
function Entry({ entry, closes }: { readonly entry: MenuEntry; readonly closes: boolean }) {
  if (entry.kind === 'action')
    return (
      <Base.Item className={styles.item} disabled={entry.disabled === true} onClick={entry.run}>
        <Icon name={entry.icon} size={14} />
        <span>{entry.label}</span>
        {entry.hint && <span className={styles.hint}>{entry.hint}</span>}
      </Base.Item>
    );
  return (
    <Base.RadioGroup value={entry.value} onValueChange={entry.choose}>
      <Base.Group>
        <Base.GroupLabel className={styles.label}>{entry.label}</Base.GroupLabel>
        {entry.options.map((option) => (
          <Base.RadioItem key={option.value} value={option.value} closeOnClick={closes} className={styles.item}>
            <span className={styles.tick}>
              <Base.RadioItemIndicator>
                <Icon name="check" size={14} />
              </Base.RadioItemIndicator>
            </span>
            <span>{option.label}</span>
          </Base.RadioItem>
        ))}
      </Base.Group>
    </Base.RadioGroup>
  );
}
