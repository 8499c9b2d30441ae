/** Components a user types, chooses or switches in. What is being typed belongs to the page. */

import type { UiProps } from '@omnitrade/contracts';
import { type ReactNode, useId } from 'react';
import { NumberField } from '../number-field.tsx';
import { Select as SelectBase } from '../select.tsx';
import { Switch as SwitchBase } from '../switch.tsx';
import { TextField } from '../text-field.tsx';
import { useDraft } from './draft.ts';
import styles from './fields.module.css';
import { propsOf, type ViewProps } from './view.ts';

interface FrameProps {
  readonly id: string;
  readonly label: string | undefined;
  readonly unit?: string | undefined;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  readonly children: ReactNode;
}

const describedBy = (id: string, hint: string | undefined, error: string | undefined) =>
  error || hint ? `${id}-hint` : undefined;

function Frame({ id, label, unit, hint, error, children }: FrameProps) {
  return (
    <div className={styles.field}>
      {label && (
        <label htmlFor={id} className={styles.label}>
          <bdi>{label}</bdi>
          {unit && <span className={styles.unit}>{unit}</span>}
        </label>
      )}
      {children}
      {(error || hint) && (
        <p id={`${id}-hint`} className={error ? styles.error : styles.hint} role={error ? 'alert' : undefined}>
          <bdi>{error || hint}</bdi>
        </p>
      )}
    </div>
  );
}

/** A field without a name of its own is named after what it is. */
const nameOf = (label: string | undefined, what: string) => (label ? undefined : what);

function TextInput({ node, act, ack }: ViewProps) {
  const id = useId();
  const { label, value, placeholder, hint, error, disabled, onChange, onSubmit } = propsOf<UiProps<'TextInput'>>(node);
  const draft = useDraft(value, '', ack, (text) => (onChange ? act('onChange', text) : 0));
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <TextField
        id={id}
        value={draft.shown}
        maxLength={4096}
        placeholder={placeholder}
        disabled={disabled === true}
        aria-label={nameOf(label, placeholder ?? 'Text')}
        aria-invalid={error ? true : undefined}
        aria-describedby={describedBy(id, hint, error)}
        onChange={(event) => draft.change(event.target.value)}
        onBlur={draft.flush}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || !onSubmit) return;
          draft.flush();
          act('onSubmit', event.currentTarget.value);
        }}
      />
    </Frame>
  );
}

function NumberInput({ node, act, ack }: ViewProps) {
  const id = useId();
  const { label, value, min, max, step = 1, unit, hint, error, onChange } = propsOf<UiProps<'NumberInput'>>(node);
  const draft = useDraft<number | null>(value, null, ack, (next) => (onChange ? act('onChange', next) : 0));
  return (
    <Frame id={id} label={label} unit={unit} hint={hint} error={error}>
      <NumberField
        id={id}
        value={draft.shown}
        min={min}
        max={max}
        step={step}
        describedBy={describedBy(id, hint, error)}
        onChange={draft.change}
      />
    </Frame>
  );
}

function Select({ node, act, ack }: ViewProps) {
  const id = useId();
  const { label, value, options = [], hint, error, onChange } = propsOf<UiProps<'Select'>>(node);
  const draft = useDraft(value, '', ack, (next) => (onChange ? act('onChange', next) : 0));
  const choose = (next: string) => {
    draft.change(next);
    draft.flush();
  };
  return (
    <Frame id={id} label={label} hint={hint} error={error}>
      <SelectBase
        id={id}
        {...(!label && { label: 'Choice' })}
        value={draft.shown}
        options={options}
        onChange={choose}
      />
    </Frame>
  );
}

function Switch({ node, act, ack }: ViewProps) {
  const { label = 'On or off', checked, hint, disabled, onChange } = propsOf<UiProps<'Switch'>>(node);
  const draft = useDraft(checked, false, ack, (next) => (onChange ? act('onChange', next) : 0));
  const change = (next: boolean) => {
    draft.change(next);
    draft.flush();
  };
  return (
    <div className={styles.switch}>
      <SwitchBase label={label} checked={draft.shown} disabled={disabled === true} onChange={change} />
      <span>
        <bdi>{label}</bdi>
        {hint && (
          <span className={styles.hint}>
            <bdi>{hint}</bdi>
          </span>
        )}
      </span>
    </div>
  );
}

function Slider({ node, act, ack }: ViewProps) {
  const id = useId();
  const { label, value, min = 0, max = 100, step = 1, unit, disabled, onChange } = propsOf<UiProps<'Slider'>>(node);
  const draft = useDraft(value, min, ack, (next) => (onChange ? act('onChange', next) : 0));
  return (
    <Frame id={id} label={label} unit={`${draft.shown}${unit ? ` ${unit}` : ''}`}>
      <input
        id={id}
        className={styles.slider}
        type="range"
        min={min}
        max={max}
        step={step}
        value={draft.shown}
        disabled={disabled === true}
        aria-label={nameOf(label, 'Value')}
        onChange={(event) => draft.change(event.target.valueAsNumber)}
      />
    </Frame>
  );
}

function Tabs({ node, act, ack }: ViewProps) {
  const name = useId();
  const { label = 'Views', value, options = [], onChange } = propsOf<UiProps<'Tabs'>>(node);
  const draft = useDraft(value, options[0]?.value ?? '', ack, (next) => (onChange ? act('onChange', next) : 0));
  const choose = (next: string) => {
    draft.change(next);
    draft.flush();
  };
  return (
    <fieldset className={styles.tabs}>
      <legend className={styles.hidden}>{label}</legend>
      {options.map((option) => (
        <label key={option.value} className={styles.tab}>
          <input
            type="radio"
            className={styles.radio}
            name={name}
            checked={draft.shown === option.value}
            onChange={() => choose(option.value)}
          />
          <bdi>{option.label}</bdi>
        </label>
      ))}
    </fieldset>
  );
}

export const fields = { TextInput, NumberInput, Select, Switch, Slider, Tabs };
