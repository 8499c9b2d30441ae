/** One of a few values. */

import { Select as Base } from '@base-ui/react/select';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

export interface SelectProps {
  readonly id?: string;
  readonly label?: string;
  readonly value: string;
  readonly options: readonly { readonly value: string; readonly label: string }[];
  readonly onChange: (value: string) => void;
}

export function Select({ id, label, value, options, onChange }: SelectProps) {
  return (
    <Base.Root items={options} value={value} onValueChange={(next) => next !== null && onChange(next)}>
      <div className={styles.box}>
        <Base.Trigger id={id} aria-label={label} className={styles.trigger}>
          <Base.Value />
          <Icon name="chevron-down" size={12} />
        </Base.Trigger>
      </div>
      <Base.Portal>
        <Base.Positioner className={styles.place} sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={styles.list}>
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className={styles.item}>
                <Base.ItemIndicator className={styles.tick}>
                  <Icon name="check" size={12} />
                </Base.ItemIndicator>
                <Base.ItemText className={styles.word}>{option.label}</Base.ItemText>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  );
}
