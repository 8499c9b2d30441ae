/** From what a user or a command gave to complete values: defaults filled in, everything checked against its schema. */

import {
  type ConfigurationSchema,
  checkValue,
  type InputsSchema,
  type Issue,
  type Json,
  type JsonObject,
  type ValueSchema,
} from '@omnitrade/contracts';

export type ResolvedValues =
  | { readonly ok: true; readonly values: JsonObject }
  | { readonly ok: false; readonly issues: readonly Issue[] };

export interface ResolveOptions {
  /** Texts may stand for numbers and truth values, as they come from a command line. */
  readonly fromText?: boolean;
}

const numberShape = /^-?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?$/;

/** Completes the inputs of a contribution; an unknown, ill-typed or out-of-range input is an issue that names it. */
export function resolveInputs(inputs: InputsSchema, given: JsonObject, options: ResolveOptions = {}): ResolvedValues {
  return resolveSettings({ type: 'object', properties: inputs }, given, options);
}

/** Completes the settings of a plugin. The schema must have passed `checkSettingsSchema`. */
export function resolveSettings(
  schema: ConfigurationSchema,
  given: JsonObject,
  { fromText = false }: ResolveOptions = {},
): ResolvedValues {
  const values = complete(schema, fromText ? readTexts(schema, given) : given);
  const issues = checkValue(schema, values);
  return issues.length > 0 ? { ok: false, issues } : { ok: true, values: values as JsonObject };
}

/** Fills defaults into what was given, and only there: a wrong value stays as it is, for the check to name. */
function complete(schema: ValueSchema, given: Json): Json {
  if (schema.type !== 'object' || !isRecord(given)) return given;
  const values: Record<string, Json> = {};
  for (const [key, property] of Object.entries(schema.properties)) {
    const value = Object.hasOwn(given, key) ? complete(property, given[key] as Json) : defaultOf(property);
    if (value !== undefined) values[key] = value;
  }
  // What the schema does not know is kept for the check to refuse; `fromEntries` defines, so no key is special.
  const unknown = Object.entries(given).filter(([key]) => !Object.hasOwn(schema.properties, key));
  return { ...values, ...Object.fromEntries(unknown) };
}

/** An object without a default of its own is there if all it requires has one. */
function defaultOf(schema: ValueSchema): Json | undefined {
  if (schema.default !== undefined) return complete(schema, schema.default);
  if (schema.type !== 'object') return undefined;
  const values = complete(schema, {}) as JsonObject;
  const whole = (schema.required ?? []).every((key) => Object.hasOwn(values, key));
  return whole && Object.keys(values).length > 0 ? values : undefined;
}

function readTexts(schema: ValueSchema, given: Json): Json {
  if (schema.type === 'object' && isRecord(given))
    return Object.fromEntries(
      Object.entries(given).map(([key, value]) => {
        const property = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
        return [key, property ? readTexts(property, value) : value];
      }),
    );
  if (typeof given !== 'string') return given;
  if (schema.type === 'boolean') return given === 'true' ? true : given === 'false' ? false : given;
  const numeric = schema.type === 'number' || schema.type === 'integer';
  return numeric && numberShape.test(given) ? Number(given) : given;
}

function isRecord(value: Json): value is JsonObject {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
