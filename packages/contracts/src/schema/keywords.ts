/** The keywords of the schema subset, by type: what each may hold, and how to say so. */

import { schemaFormats, schemaWidgets, type ValueSchema } from '../inputs.ts';
import { isPlainText } from '../plain-text.ts';

export interface Keyword {
  /** Ends the sentence "… must be". */
  readonly expected: string;
  accepts(value: unknown): boolean;
}

const titleMaxChars = 80;
const descriptionMaxChars = 400;
export const schemaMaxChoices = 200;

const isList = (value: unknown): value is readonly unknown[] => Array.isArray(value);
const isCount = (value: unknown) => Number.isSafeInteger(value) && (value as number) >= 0;
const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !isList(value);

const number: Keyword = { expected: 'a number', accepts: (value) => Number.isFinite(value) };
const count: Keyword = { expected: 'a whole number of at least 0', accepts: isCount };
const oneOf = (words: readonly unknown[]): Keyword => ({
  expected: `one of ${words.join(', ')}`,
  accepts: (value) => words.includes(value),
});
const line = (max: number): Keyword => ({
  expected: `one plain line of at most ${max} characters`,
  accepts: (value) => isPlainText(value, max),
});
const properties: Keyword = { expected: 'an object that names properties', accepts: isRecord };

const uiKeywords: Readonly<Record<string, Keyword>> = {
  group: line(titleMaxChars),
  order: { expected: 'a whole number', accepts: (value) => Number.isSafeInteger(value) },
  widget: oneOf(schemaWidgets),
};

/** `default` is not here: whether it fits is for `checkValue` to say. */
export const anyKeywords: Readonly<Record<string, Keyword>> = {
  title: line(titleMaxChars),
  description: line(descriptionMaxChars),
  'x-ui': {
    expected: `an object with any of group, order, and widget (${schemaWidgets.join(', ')})`,
    accepts: (value) =>
      isRecord(value) &&
      Object.entries(value).every(([key, part]) => Object.hasOwn(uiKeywords, key) && uiKeywords[key]?.accepts(part)),
  },
};

const numeric: Readonly<Record<string, Keyword>> = {
  minimum: number,
  maximum: number,
  multipleOf: { expected: 'a number above 0', accepts: (value) => Number.isFinite(value) && (value as number) > 0 },
};

export const keywords: Readonly<Record<ValueSchema['type'], Readonly<Record<string, Keyword>>>> = {
  number: numeric,
  integer: numeric,
  boolean: {},
  string: {
    enum: {
      expected: `a list of 1 to ${schemaMaxChoices} different plain lines`,
      accepts: (value) =>
        isList(value) &&
        value.length > 0 &&
        value.length <= schemaMaxChoices &&
        new Set(value).size === value.length &&
        value.every((item) => isPlainText(item, 200)),
    },
    minLength: count,
    maxLength: count,
    format: oneOf(schemaFormats),
  },
  array: {
    items: properties,
    minItems: count,
    maxItems: count,
    uniqueItems: { expected: 'true or false', accepts: (value) => typeof value === 'boolean' },
  },
  object: {
    properties,
    required: {
      expected: 'a list of property names',
      accepts: (value) => isList(value) && value.every((item) => typeof item === 'string'),
    },
    additionalProperties: { expected: 'false', accepts: (value) => value === false },
  },
};

export const schemaTypes = Object.keys(keywords) as ValueSchema['type'][];
/** Keywords without which a type says nothing. */
export const neededKeywords: Partial<Record<ValueSchema['type'], string>> = { array: 'items', object: 'properties' };
/** Pairs that must not cross. */
export const spans = [
  ['minimum', 'maximum'],
  ['minLength', 'maxLength'],
  ['minItems', 'maxItems'],
] as const;
