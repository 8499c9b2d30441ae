/** A number with bounds: typed, stepped by the arrow keys, or by its two buttons. What is typed out of bounds stays, for a sentence to say so. */

import { NumberField as Base } from '@base-ui/react/number-field';
import styles from './field.module.css';
import { Icon } from './icon.tsx';

export interface NumberFieldProps {
  readonly id: string;
  readonly value: number | null;
  readonly min?: number | undefined;
  readonly max?: number | undefined;
  /** Distance between two steps; 1 for integers. */
  readonly step: number;
  readonly describedBy?: string | undefined;
  readonly onChange: (value: number | null) => void;
}

/** Full precision: what is typed is what is kept. */
const format = { maximumFractionDigits: 12, useGrouping: false } as const;

export function NumberField({ id, value, min, max, step, describedBy, onChange }: NumberFieldProps) {
  return (
    <Base.Root
      id={id}
      value={value}
      min={min}
      max={max}
      step={step}
      allowOutOfRange
      format={format}
      locale="en-US"
      onValueChange={onChange}
    >
      <Base.Group className={styles.box}>
        <Base.Input className={styles.number} aria-describedby={describedBy} />
        <Base.Decrement className={styles.step} aria-label="Less">
          <Icon name="minus" size={11} />
        </Base.Decrement>
        <Base.Increment className={styles.step} aria-label="More">
          <Icon name="plus" size={11} />
        </Base.Increment>
      </Base.Group>
    </Base.Root>
  );
}
