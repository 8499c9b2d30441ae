/** `data.provider`: is what a plugin says about a source of market data something the hub can use? */

import {
  type IssueList,
  type ProviderCapabilities,
  parseTimeframe,
  type TimeframeText,
  toGivenText,
} from '@omnitrade/contracts';
import { contributionError } from '../errors.ts';
import { checkDistinct, FieldReader, isOneOf, isWhole } from '../field-reader.ts';
import type { PointCheck } from './point-check.ts';

const maxTimeframes = 64;
const maxBarsPerCall = 1_000_000;
const streams = ['bar', 'quote', 'trade'] as const;

export const checkProviderInfo: PointCheck<'data.provider'> = (info, list) => {
  const fields = new FieldReader(info, '', list);
  const answer = {
    title: fields.text('title', 80),
    ...fields.optionalText('description', 400),
    capabilities: readCapabilities(fields.take('capabilities'), list),
  };
  fields.close();
  return answer;
};

function readCapabilities(value: unknown, list: IssueList): ProviderCapabilities {
  const path = 'capabilities';
  const fields = new FieldReader(value, path, list);
  const timeframes = fields.list('timeframes', { min: 1, max: maxTimeframes }, readTimeframe);
  const stream = fields.list('stream', { max: streams.length }, readStream);
  checkDistinct(timeframes, (i) => `${path}.timeframes[${i}]`, list);
  checkDistinct(stream, (i) => `${path}.stream[${i}]`, list);
  const answer = {
    timeframes,
    history: fields.oneOf('history', ['bars', 'ticks', 'both'] as const),
    stream,
    maxBarsPerCall: fields.read(
      'maxBarsPerCall',
      isWhole(1, maxBarsPerCall),
      `a whole number from 1 to ${maxBarsPerCall}`,
    ),
    lastBar: fields.oneOf('lastBar', ['may-be-open', 'always-closed', 'unknown'] as const),
    stampedAt: fields.oneOf('stampedAt', ['open', 'close'] as const),
  };
  fields.close();
  return answer;
}

function readTimeframe(item: unknown, path: string, list: IssueList): TimeframeText {
  if (typeof item === 'string' && parseTimeframe(item)) return item;
  const expected = 'a timeframe such as "15m" or "1D"';
  list.add(path, contributionError('bad-field', { path, expected, given: toGivenText(item) }));
  return '';
}

function readStream(item: unknown, path: string, list: IssueList): (typeof streams)[number] {
  if (isOneOf(streams)(item)) return item;
  const expected = `one of ${streams.join(', ')}`;
  list.add(path, contributionError('bad-field', { path, expected, given: toGivenText(item) }));
  return 'bar';
}
