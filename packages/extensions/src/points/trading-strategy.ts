/** `trading.strategy` and `trading.orderType`: is what a plugin says about them something the desk can offer? */

import { type IssueList, type ParentType, parentTypes, toGivenText } from '@omnitrade/contracts';
import { contributionError } from '../errors.ts';
import { checkDistinct, FieldReader, isOneOf } from '../field-reader.ts';
import type { PointCheck } from './point-check.ts';
import { readInputs } from './read-inputs.ts';

export const checkStrategyInfo: PointCheck<'trading.strategy'> = (info, list) => {
  const fields = new FieldReader(info, '', list);
  const answer = {
    title: fields.text('title', 80),
    ...fields.optionalText('description', 400),
    inputs: readInputs(fields, list),
  };
  fields.close();
  return answer;
};

export const checkOrderTypeInfo: PointCheck<'trading.orderType'> = (info, list) => {
  const fields = new FieldReader(info, '', list);
  const parents = fields.list('parents', { min: 1, max: parentTypes.length }, readParent);
  checkDistinct(parents, (i) => `parents[${i}]`, list);
  const answer = {
    title: fields.text('title', 80),
    ...fields.optionalText('description', 400),
    inputs: readInputs(fields, list),
    parents,
  };
  fields.close();
  return answer;
};

function readParent(item: unknown, path: string, list: IssueList): ParentType {
  if (isOneOf(parentTypes)(item)) return item;
  const expected = `one of ${parentTypes.join(', ')}`;
  list.add(path, contributionError('bad-field', { path, expected, given: toGivenText(item) }));
  return 'market';
}
