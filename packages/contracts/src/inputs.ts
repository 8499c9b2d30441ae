/** The named subset of JSON Schema 2020-12 in which inputs and settings are declared. */

import type { Json } from './json.ts';

/** Formats a string property may ask for; each has an editor in the page. */
export const schemaFormats = ['color', 'symbol', 'timeframe', 'session', 'secret', 'date', 'date-time', 'uri'] as const;
export const schemaMaxDepth = 6;
export const schemaMaxKeys = 200;

/** How the page draws a property. */
export interface SchemaUi {
  readonly group?: string;
  readonly order?: number;
  readonly widget?: 'color' | 'source' | 'timeframe' | 'symbol' | 'session' | 'secret' | 'slider';
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

/** Settings of a plugin (`configuration` in the manifest): a JSON Schema object of the same subset, nesting allowed. */
export interface ConfigurationSchema {
  readonly type: 'object';
  readonly properties: Readonly<Record<string, Json>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: false;
}
