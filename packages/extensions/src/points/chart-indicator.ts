/** `chart.indicator`: is what a plugin says about an indicator something the chart can use? */

import {
  type IndicatorLevel,
  type IndicatorOutput,
  type IssueList,
  indicatorSources,
  isLocalId,
  plotKinds,
  toGivenText,
} from '@omnitrade/contracts';
import { contributionError } from '../errors.ts';
import { checkDistinct, FieldReader, isWhole } from '../field-reader.ts';
import type { PointCheck } from './point-check.ts';
import { readInputs } from './read-inputs.ts';

const maxOutputs = 32;
const maxStateColumns = 16;
const maxLevels = 16;
/** How far back an indicator may revise closed bars. */
const maxRepaintBars = 5_000;
/** Column names become properties in the isolate, where these would mean something else. */
const takenNames = ['constructor', 'prototype'];

const isName = (value: unknown): value is string =>
  typeof value === 'string' && isLocalId(value) && !takenNames.includes(value);
const nameRule = 'a letter a to z, then up to 63 of a to z, 0 to 9 and "-"';

export const checkIndicatorInfo: PointCheck<'chart.indicator'> = (info, list) => {
  const fields = new FieldReader(info, '', list);
  const head = {
    title: fields.text('title', 80),
    ...fields.optionalText('shortTitle', 24),
    ...fields.optionalText('description', 400),
  };
  const inputs = readInputs(fields, list);
  checkSource(inputs, list);
  const outputs = fields.list('outputs', { min: 1, max: maxOutputs }, readOutput);
  const state = fields.list('state', { max: maxStateColumns }, readStateName);
  checkDistinct(
    outputs.map(({ key }) => key),
    (i) => `outputs[${i}].key`,
    list,
  );
  checkDistinct(state, (i) => `state[${i}]`, list);
  const answer = {
    ...head,
    inputs,
    outputs,
    ...(fields.has('levels') && { levels: fields.list('levels', { max: maxLevels }, readLevel) }),
    state,
    repaint: fields.read('repaint', isRepaint, `none, last-bar, or { "closedBars": 1 to ${maxRepaintBars} }`),
  };
  fields.take('levels');
  fields.close();
  return answer;
};

function checkSource(inputs: unknown, list: IssueList): void {
  if (list.full || typeof inputs !== 'object' || inputs === null || !Object.hasOwn(inputs, 'source')) return;
  const { source } = inputs as Record<string, unknown>;
  if (source === undefined || isSourceInput(source)) return;
  const expected = `text with an "enum" of ${indicatorSources.join(', ')}`;
  list.add(
    'inputs.source',
    contributionError('bad-field', { path: 'inputs.source', expected, given: toGivenText(source) }),
  );
}

/** The input named `source` selects the column that `calc` finds as `in.source`. */
function isSourceInput(input: unknown): boolean {
  if (typeof input !== 'object' || input === null || !('enum' in input) || !Array.isArray(input.enum)) return false;
  return input.enum.every((name) => indicatorSources.includes(name));
}

function readOutput(item: unknown, path: string, list: IssueList): IndicatorOutput {
  const fields = new FieldReader(item, path, list);
  const output = {
    key: fields.read('key', isName, nameRule),
    ...fields.optionalText('title', 80),
    plot: fields.oneOf('plot', plotKinds),
    pane: fields.oneOf('pane', ['price', 'own'] as const),
    ...fields.optional('format', isFormat, 'one of price, percent, volume, number'),
    ...fields.optional('color', isWhole(0, 7), 'a theme colour, 0 to 7'),
    ...fields.optional('gaps', (value): value is true => value === true, 'true'),
  };
  fields.close();
  return output;
}

function readLevel(item: unknown, path: string, list: IssueList): IndicatorLevel {
  const fields = new FieldReader(item, path, list);
  const level = { value: fields.read('value', isNumber, 'a number') };
  fields.close();
  return level;
}

function readStateName(item: unknown, path: string, list: IssueList): string {
  if (isName(item)) return item;
  list.add(path, contributionError('bad-field', { path, expected: nameRule, given: toGivenText(item) }));
  return '';
}

const isNumber = (value: unknown): value is number => Number.isFinite(value);
const isFormat = (value: unknown): value is 'price' | 'percent' | 'volume' | 'number' =>
  value === 'price' || value === 'percent' || value === 'volume' || value === 'number';

function isRepaint(value: unknown): value is 'none' | 'last-bar' | { readonly closedBars: number } {
  if (value === 'none' || value === 'last-bar') return true;
  if (typeof value !== 'object' || value === null || Object.keys(value).length !== 1) return false;
  return 'closedBars' in value && isWhole(1, maxRepaintBars)(value.closedBars);
}
