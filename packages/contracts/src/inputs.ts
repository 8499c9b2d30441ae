/** The named subset of JSON Schema 2020-12 in which inputs and settings are declared. */

import type { Json, JsonObject } from './json.ts';

/** Formats a string property may ask for; each has an editor in the page. */
export const schemaFormats = ['color', 'symbol', 'timeframe', 'session', 'secret', 'date', 'date-time', 'uri'] as const;
export const schemaMaxDepth = 6;
export const schemaMaxKeys = 200;

export const schemaWidgets = ['color', 'source', 'timeframe', 'symbol', 'session', 'secret', 'slider'] as const;

/** How the page draws a property. */
export interface SchemaUi {
  readonly group?: string;
  readonly order?: number;
  readonly widget?: (typeof schemaWidgets)[number];
}

interface PropertyBase {
  readonly title?: string;
  readonly description?: string;
  readonly 'x-ui'?: SchemaUi;
}
export interface NumberProperty extends PropertyBase {
  readonly type: 'number' | 'integer';
  readonly default: number;
  readonly minimum?: number;
  readonly maximum?: number;
  readonly multipleOf?: number;
}
export interface BooleanProperty extends PropertyBase {
  readonly type: 'boolean';
  readonly default: boolean;
}
export interface StringProperty extends PropertyBase {
  readonly type: 'string';
  readonly default: string;
  readonly enum?: readonly string[];
  readonly minLength?: number;
  readonly maxLength?: number;
  readonly format?: (typeof schemaFormats)[number];
}
export type InputProperty = NumberProperty | BooleanProperty | StringProperty;

/** Inputs of one contribution: a flat table of properties, each with a default, so an instance can always be made. */
export type InputsSchema = Readonly<Record<string, InputProperty>>;

/** The values that belong to an inputs schema. */
export type InputValues<S extends InputsSchema> = {
  readonly [K in keyof S]: S[K] extends NumberProperty
    ? number
    : S[K] extends BooleanProperty
      ? boolean
      : S[K] extends { readonly enum: readonly (infer E)[] }
        ? E
        : string;
};

/** Any schema of the subset; outside inputs a default may be absent. */
export type ValueSchema =
  | Optional<NumberProperty>
  | Optional<BooleanProperty>
  | Optional<StringProperty>
  | ArraySchema
  | ObjectSchema;
type Optional<P extends InputProperty> = Omit<P, 'default'> & Partial<Pick<P, 'default'>>;

export interface ArraySchema extends PropertyBase {
  readonly type: 'array';
  readonly items: ValueSchema;
  readonly default?: readonly Json[];
  readonly minItems?: number;
  readonly maxItems?: number;
  readonly uniqueItems?: boolean;
}

/** Nothing beyond `properties` is accepted, whether or not `additionalProperties: false` says so. */
export interface ObjectSchema extends PropertyBase {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, ValueSchema>>;
  readonly required?: readonly string[];
  readonly default?: JsonObject;
  readonly additionalProperties?: false;
}

/** Settings of a plugin (`configuration` in the manifest): an object schema of the subset, nesting allowed. */
export type ConfigurationSchema = ObjectSchema;
