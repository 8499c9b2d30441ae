/** A form made from an inputs schema: one control per property, checked by the code that checks it on the server. */

import { checkValue, type InputProperty, type InputsSchema, type Json } from '@omnitrade/contracts';
import { NumberField, Select, Switch, TextField } from '@omnitrade/ui';
import styles from './input-form.module.css';

/** What the user has set so far; null is an empty number. */
export type Draft = Readonly<Record<string, Json>>;

export interface InputFormProps {
  readonly schema: InputsSchema;
  readonly draft: Draft;
  readonly onChange: (draft: Draft) => void;
}

export function InputForm({ schema, draft, onChange }: InputFormProps) {
  return toGroups(schema).map(([group, properties]) => (
    <fieldset key={group} className={styles.group}>
      {group !== '' && <legend className={styles.legend}>{group}</legend>}
      {properties.map(([key, property]) => (
        <Field
          key={key}
          name={key}
          property={property}
          value={draft[key] ?? null}
          onChange={(value) => onChange({ ...draft, [key]: value })}
        />
      ))}
    </fieldset>
  ));
}

/** The first thing wrong with a value, as a sentence; undefined where it fits. */
export function findFault(key: string, property: InputProperty, value: Json): string | undefined {
  const name = property.title ?? key;
  // Only settings may have no default; those may be left empty.
  if (value === null) return property.default === undefined ? undefined : `"${name}" needs a value.`;
  return checkValue(property, value, name)[0]?.message;
}

export function hasFault(schema: InputsSchema, draft: Draft): boolean {
  return Object.entries(schema).some(([key, property]) => findFault(key, property, draft[key] ?? null) !== undefined);
}

function toGroups(schema: InputsSchema): [string, [string, InputProperty][]][] {
  const order = ([, property]: [string, InputProperty]) => property['x-ui']?.order ?? 0;
  const groups = new Map<string, [string, InputProperty][]>();
  for (const entry of Object.entries(schema).sort((a, b) => order(a) - order(b))) {
    const group = entry[1]['x-ui']?.group ?? '';
    const members = groups.get(group);
    if (members) members.push(entry);
    else groups.set(group, [entry]);
  }
  return [...groups];
}

interface FieldProps {
  readonly name: string;
  readonly property: InputProperty;
  readonly value: Json;
  readonly onChange: (value: Json) => void;
}

function Field({ name, property, value, onChange }: FieldProps) {
  const id = `input-${name}`;
  const fault = findFault(name, property, value);
  const below = fault ?? property.description;
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        <bdi>{property.title ?? name}</bdi>
      </label>
      <Control id={id} name={name} property={property} value={value} onChange={onChange} />
      {below && (
        <p id={`${id}-below`} className={fault ? styles.fault : styles.description} role={fault ? 'alert' : undefined}>
          {below}
        </p>
      )}
    </div>
  );
}

function Control({ id, name, property, value, onChange }: FieldProps & { readonly id: string }) {
  const describedBy = `${id}-below`;
  switch (property.type) {
    case 'boolean':
      return <Switch id={id} label={property.title ?? name} checked={value === true} onChange={onChange} />;
    case 'string':
      if (property.enum)
        return (
          <Select
            id={id}
            value={String(value)}
            options={property.enum.map((option) => ({ value: option, label: toChoice(option) }))}
            onChange={onChange}
          />
        );
      return (
        <TextField
          id={id}
          value={typeof value === 'string' ? value : ''}
          maxLength={property.maxLength}
          aria-describedby={describedBy}
          onChange={(event) => onChange(event.target.value)}
        />
      );
    default:
      return (
        <NumberField
          id={id}
          value={typeof value === 'number' ? value : null}
          min={property.minimum}
          max={property.maximum}
          step={property.multipleOf ?? (property.type === 'integer' ? 1 : toStep(property.default))}
          describedBy={describedBy}
          onChange={onChange}
        />
      );
  }
}

/** A tenth of the size of a typical value. */
function toStep(typical: number): number {
  return typical === 0 ? 0.1 : 10 ** (Math.floor(Math.log10(Math.abs(typical))) - 1);
}

/** `hl2` is an abbreviation, `close` a word. */
function toChoice(option: string): string {
  return /\d/.test(option) ? option.toUpperCase() : option.charAt(0).toUpperCase() + option.slice(1);
}
