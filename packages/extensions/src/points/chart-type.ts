/** `chart.type`: is what a plugin says about a chart type something the chart can use? */

import { chartStyles } from '@omnitrade/contracts';
import { FieldReader } from '../field-reader.ts';
import type { PointCheck } from './point-check.ts';
import { readInputs } from './read-inputs.ts';

const isFlag = (value: unknown): value is boolean => typeof value === 'boolean';

export const checkChartTypeInfo: PointCheck<'chart.type'> = (info, list) => {
  const fields = new FieldReader(info, '', list);
  const answer = {
    title: fields.text('title', 80),
    ...fields.optionalText('shortTitle', 24),
    ...fields.optionalText('description', 400),
    inputs: readInputs(fields, list),
    style: fields.oneOf('style', chartStyles),
    synthetic: fields.read('synthetic', isFlag, 'true or false'),
    transforms: fields.read('transforms', isFlag, 'true or false'),
  };
  fields.close();
  return answer;
};
