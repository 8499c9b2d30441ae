/** Hollow candles: the bars as they are; a rising one is an outline, a falling one is filled. */

import type { ChartTypeDef } from '@omnitrade/sdk';

export const hollow: ChartTypeDef = {
  id: 'hollow',
  title: 'Hollow candles',
  description: 'The bars as they are: rising ones as outlines, falling ones filled.',
  style: 'hollow',
};
