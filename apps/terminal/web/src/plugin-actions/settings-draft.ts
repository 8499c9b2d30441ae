/** A draft of settings while their dialog is open: what was there, what fits, and the one change that is asked for. */

import {
  checkValue,
  type InputProperty,
  type InputsSchema,
  type Json,
  type JsonObject,
  type SettingsChange,
  type SettingsScope,
  type SettingsView,
  type ValueSchema,
} from '@omnitrade/contracts';
import { type Draft, findFault } from '../parts/input-form.tsx';

export interface SettingsDraft {
  /** Numbers, texts and switches; null is empty. */
  readonly values: Draft;
  /** Lists and objects, as the JSON somebody types. */
  readonly texts: Readonly<Record<string, string>>;
}

/** Properties that have a control of their own, and those that are written as JSON. */
export function splitSchema({ schema }: Pick<SettingsView, 'schema'>): {
  readonly plain: InputsSchema;
  readonly rest: Readonly<Record<string, ValueSchema>>;
} {
  const entries = Object.entries(schema?.properties ?? {});
  const isPlain = ([, { type }]: [string, ValueSchema]) => type !== 'array' && type !== 'object';
  return {
    plain: Object.fromEntries(entries.filter(isPlain)) as InputsSchema,
    rest: Object.fromEntries(entries.filter((entry) => !isPlain(entry))),
  };
}

/** The values as they hold in a scope. */
export function toDraft(view: SettingsView, scope: SettingsScope): SettingsDraft {
  const { plain, rest } = splitSchema(view);
  const held = holdIn(view, scope);
  return {
    values: Object.fromEntries(Object.keys(plain).map((key) => [key, held[key] ?? null])),
    texts: Object.fromEntries(
      Object.keys(rest).map((key) => [key, held[key] === undefined ? '' : JSON.stringify(held[key])]),
    ),
  };
}

/** A sentence for each value that does not fit. */
export function findFaults(view: SettingsView, { values, texts }: SettingsDraft): string[] {
  const { plain, rest } = splitSchema(view);
  const required = view.schema?.required ?? [];
  const ofPlain = Object.entries(plain).map(([key, property]) =>
    values[key] === null && !required.includes(key) && property.default === undefined
      ? undefined
      : findFault(key, property as InputProperty, values[key] ?? null),
  );
  const ofRest = Object.entries(rest).map(([key, property]) => findTextFault(key, property, texts[key] ?? ''));
  return [...ofPlain, ...ofRest].filter((fault) => fault !== undefined);
}

export function findTextFault(key: string, property: ValueSchema, text: string): string | undefined {
  if (text.trim() === '') return undefined;
  const value = parseText(text);
  if (value === undefined) return `"${property.title ?? key}" is not JSON.`;
  return checkValue(property, value, property.title ?? key)[0]?.message;
}

/** Only what is another value than before; what is again as under the scope is cleared from it. */
export function toChange(view: SettingsView, scope: SettingsScope, draft: SettingsDraft): SettingsChange {
  const wanted: Record<string, Json | undefined> = {};
  for (const [key, value] of Object.entries(draft.values)) wanted[key] = value ?? undefined;
  for (const [key, text] of Object.entries(draft.texts)) wanted[key] = parseText(text);
  const under = holdUnder(view, scope);
  const values: Record<string, Json> = {};
  const clear: string[] = [];
  for (const [key, value] of Object.entries(wanted)) {
    const isUnder = value === undefined || isSame(value, under[key]);
    if (isUnder && Object.hasOwn(view[scope], key)) clear.push(key);
    else if (!isUnder && !isSame(value, view[scope][key])) values[key] = value as Json;
  }
  return { scope, values, clear };
}

const holdUnder = ({ schema, user }: SettingsView, scope: SettingsScope): JsonObject => {
  const defaults = Object.entries(schema?.properties ?? {}).flatMap(([key, property]): [string, Json][] =>
    property.default === undefined ? [] : [[key, property.default as Json]],
  );
  return { ...Object.fromEntries(defaults), ...(scope === 'workspace' && user) };
};

const holdIn = (view: SettingsView, scope: SettingsScope): JsonObject => ({
  ...holdUnder(view, scope),
  ...view[scope],
});

const isSame = (a: Json | undefined, b: Json | undefined) => JSON.stringify(a) === JSON.stringify(b);

function parseText(text: string): Json | undefined {
  try {
    return JSON.parse(text) as Json;
  } catch {
    return undefined;
  }
}
