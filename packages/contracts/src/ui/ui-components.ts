/**
 * The components a plugin may build a panel from: one table of names, properties and events.
 * Types for authors, the checks of server and page, and the reference are all made from it.
 */

import {
  figure,
  flag,
  number,
  numberOrNull,
  numbers,
  oneOf,
  options,
  type PropRule,
  pairs,
  tableColumns,
  tableRows,
  text,
  tone,
  whole,
} from './prop-rules.ts';

export interface UiComponent {
  readonly says: string;
  readonly props: Readonly<Record<string, PropRule<unknown>>>;
  /** Events by the property an author writes (`onPress`), with the value that comes along; null for none. */
  readonly events?: Readonly<Record<`on${string}`, PropRule<unknown> | null>>;
  /** none: a leaf · text: only text within · any: components and text. */
  readonly children: 'none' | 'text' | 'any';
  /** Small enough for a widget in the status bar. */
  readonly inWidget?: true;
}

const gap = whole(0, 6);
const label = text(200);
const hint = text(400);
const disabled = flag;

/** Names of the icons that plugins may show; the page has drawings of its own for each. */
export const uiIcons = [
  'alert',
  'check',
  'chevron-down',
  'chevron-right',
  'close',
  'eye',
  'indicators',
  'info',
  'minus',
  'pause',
  'play',
  'plugin',
  'plus',
  'retry',
  'search',
  'settings',
  'sort-down',
  'sort-up',
  'step',
  'stop',
] as const;

export const uiComponents = {
  Stack: {
    says: 'Children one below the other.',
    props: { gap, padding: gap, align: oneOf('start', 'center', 'end', 'stretch') },
    children: 'any',
  },
  Row: {
    says: 'Children side by side.',
    props: {
      gap,
      align: oneOf('start', 'center', 'end', 'baseline', 'stretch'),
      justify: oneOf('start', 'center', 'end', 'between'),
      wrap: flag,
    },
    children: 'any',
    inWidget: true,
  },
  Grid: {
    says: 'Children in columns of one width; as many as fit where `columns` is absent.',
    props: { gap, columns: whole(1, 12) },
    children: 'any',
  },
  Section: { says: 'A group with a title.', props: { title: label }, children: 'any' },
  Scroll: { says: 'Children that scroll where they do not fit.', props: {}, children: 'any' },
  Divider: { says: 'A line between two groups.', props: {}, children: 'none' },
  Text: {
    says: 'Words.',
    props: { tone, size: oneOf('small', 'normal', 'large'), strong: flag, mono: flag },
    children: 'text',
    inWidget: true,
  },
  Heading: { says: 'The title of a part of the panel.', props: {}, children: 'text' },
  Badge: {
    says: 'A small word that marks something.',
    props: { tone: oneOf('ok', 'busy', 'warn', 'danger', 'idle') },
    children: 'text',
    inWidget: true,
  },
  Icon: {
    says: 'A small drawing; `label` says what it means where no word beside it does.',
    props: { name: oneOf(...uiIcons), label },
    children: 'none',
    inWidget: true,
  },
  Button: {
    says: 'Something to press.',
    props: { weight: oneOf('primary', 'plain', 'quiet'), icon: oneOf(...uiIcons), disabled, hint },
    events: { onPress: null },
    children: 'text',
    inWidget: true,
  },
  TextInput: {
    says: 'A line of text to type.',
    props: { label, value: text(4096), placeholder: label, hint, error: hint, disabled },
    events: { onChange: text(4096), onSubmit: text(4096) },
    children: 'none',
  },
  NumberInput: {
    says: 'A number to type or step.',
    props: {
      label,
      value: numberOrNull,
      min: number,
      max: number,
      step: number,
      unit: text(12),
      hint,
      error: hint,
      disabled,
    },
    events: { onChange: numberOrNull },
    children: 'none',
  },
  Select: {
    says: 'One of a few values.',
    props: { label, value: text(200), options, hint, error: hint, disabled },
    events: { onChange: text(200) },
    children: 'none',
  },
  Switch: {
    says: 'On or off.',
    props: { label, checked: flag, hint, disabled },
    events: { onChange: flag },
    children: 'none',
  },
  Slider: {
    says: 'A number on a scale.',
    props: { label, value: number, min: number, max: number, step: number, unit: text(12), disabled },
    events: { onChange: number },
    children: 'none',
  },
  Tabs: {
    says: 'A choice of views; the plugin shows the one that is chosen below.',
    props: { label, value: text(200), options },
    events: { onChange: text(200) },
    children: 'none',
  },
  Table: {
    says: 'Rows of figures; numbers line up.',
    props: { label, columns: tableColumns, rows: tableRows, empty: hint },
    events: { onRow: whole(0, 499) },
    children: 'none',
  },
  KeyValue: { says: 'Names with their values, one pair a line.', props: { items: pairs }, children: 'none' },
  Stat: {
    says: 'One figure that matters, with its name.',
    props: { label, value: figure, unit: text(24), tone, hint },
    children: 'none',
    inWidget: true,
  },
  Sparkline: {
    says: 'A small line of numbers; `label` says what it shows.',
    props: { values: numbers(500), tone, label },
    children: 'none',
    inWidget: true,
  },
  Progress: {
    says: 'How far something is: 0 to 1; without a value, that it is under way.',
    props: { label, value: number },
    children: 'none',
  },
  Alert: {
    says: 'A sentence the user needs to see.',
    props: { tone: oneOf('info', 'warn', 'danger'), title: label },
    children: 'text',
  },
} as const satisfies Record<string, UiComponent>;

export type UiComponentName = keyof typeof uiComponents;
export const uiComponentNames = Object.keys(uiComponents) as UiComponentName[];

/** The entry of a component; undefined for a name nobody has. */
export const findUiComponent = (name: unknown): UiComponent | undefined =>
  typeof name === 'string' && Object.hasOwn(uiComponents, name) ? uiComponents[name as UiComponentName] : undefined;

type Ruled<R> = R extends PropRule<infer T> ? T : never;
type Handlers<E> = {
  readonly [K in keyof E]?: E[K] extends null ? () => void : (value: Ruled<E[K]>) => void;
};
/** What an author may write on a component. */
export type UiProps<N extends UiComponentName> = {
  readonly [K in keyof (typeof uiComponents)[N]['props']]?: Ruled<(typeof uiComponents)[N]['props'][K]>;
} & ((typeof uiComponents)[N] extends { readonly events: infer E } ? Handlers<E> : unknown);
