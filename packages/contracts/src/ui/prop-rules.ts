/** What a property of a component may hold: each rule is a check and the words for it; nothing of a value is trusted. */

/** `T` is what an author may write; it exists for the types alone. */
export interface PropRule<T> {
  readonly accepts: (value: unknown) => value is T;
  readonly expected: string;
}

export type Scalar = string | number | boolean | null;

const rule = <T>(expected: string, accepts: (value: unknown) => boolean): PropRule<T> => ({
  expected,
  accepts: accepts as PropRule<T>['accepts'],
});

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value);
const isText = (value: unknown, max: number): value is string => typeof value === 'string' && value.length <= max;
const isScalar = (value: unknown, maxChars: number): value is Scalar =>
  value === null || typeof value === 'boolean' || isNumber(value) || isText(value, maxChars);
const isListOf = (value: unknown, max: number, accepts: (item: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length <= max && value.every(accepts);

/** An object with just these keys, those after the bar optional. */
function isRecordOf(value: unknown, fields: Readonly<Record<string, PropRule<unknown>>>, needed: readonly string[]) {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return false;
  const given = value as Readonly<Record<string, unknown>>;
  return (
    needed.every((key) => Object.hasOwn(given, key)) &&
    Object.keys(given).every((key) => Object.hasOwn(fields, key) && fields[key]?.accepts(given[key]))
  );
}

export const text = (max: number) => rule<string>(`text of at most ${max} characters`, (value) => isText(value, max));
export const flag = rule<boolean>('true or false', (value) => typeof value === 'boolean');
export const number = rule<number>('a number', isNumber);
/** A number field may stand empty. */
export const numberOrNull = rule<number | null>('a number or null', (value) => value === null || isNumber(value));
export const whole = (min: number, max: number) =>
  rule<number>(
    `a whole number from ${min} to ${max}`,
    (value) => Number.isInteger(value) && (value as number) >= min && (value as number) <= max,
  );
export const oneOf = <const W extends readonly string[]>(...words: W) =>
  rule<W[number]>(`one of ${words.join(', ')}`, (value) => (words as readonly unknown[]).includes(value));
/** Text or a number: a figure that the page shows as it is, or formats. */
export const figure = rule<string | number>(
  'text of at most 200 characters or a number',
  (value) => isNumber(value) || isText(value, 200),
);
export const scalar = rule<Scalar>('text, a number, true, false or null', (value) => isScalar(value, 4096));
export const numbers = (max: number) =>
  rule<readonly number[]>(`at most ${max} numbers`, (value) => isListOf(value, max, isNumber));

export interface Option {
  readonly value: string;
  readonly label: string;
}
const optionFields = { value: text(200), label: text(200) };
export const options = rule<readonly Option[]>(
  'a list of at most 500 { "value", "label" }, each value once',
  (value) => {
    if (!isListOf(value, 500, (item) => isRecordOf(item, optionFields, ['value', 'label']))) return false;
    const values = (value as readonly Option[]).map((option) => option.value);
    return new Set(values).size === values.length;
  },
);

export interface Pair {
  readonly label: string;
  readonly value: string | number;
  readonly tone?: 'plain' | 'soft' | 'up' | 'down' | 'warn' | 'danger';
}
export const tone = oneOf('plain', 'soft', 'up', 'down', 'warn', 'danger');
const pairFields = { label: text(200), value: figure, tone };
export const pairs = rule<readonly Pair[]>('a list of at most 100 { "label", "value", "tone"? }', (value) =>
  isListOf(value, 100, (item) => isRecordOf(item, pairFields, ['label', 'value'])),
);

export interface TableColumn {
  readonly title: string;
  /** Numbers stand right and line up; `change` is coloured by its sign. */
  readonly format?: 'text' | 'number' | 'price' | 'percent' | 'change' | 'time';
}
const columnFields = {
  title: text(80),
  format: oneOf('text', 'number', 'price', 'percent', 'change', 'time'),
};
export const tableColumns = rule<readonly TableColumn[]>('a list of at most 20 { "title", "format"? }', (value) =>
  isListOf(value, 20, (item) => isRecordOf(item, columnFields, ['title'])),
);
export const tableRows = rule<readonly (readonly Scalar[])[]>('at most 500 rows of at most 20 cells', (value) =>
  isListOf(value, 500, (row) => isListOf(row, 20, (cell) => isScalar(cell, 200))),
);
