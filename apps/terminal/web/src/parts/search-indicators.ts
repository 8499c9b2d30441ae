/** Finds indicators by what a trader types. */

import type { IndicatorContribution } from '../chart/chart-model.ts';
import { rank } from './rank.ts';

export { maxHits } from './rank.ts';

export const searchIndicators = (
  indicators: readonly IndicatorContribution[],
  query: string,
): readonly IndicatorContribution[] =>
  rank(indicators, query, ({ info, contribution }) => ({
    title: info.title,
    short: info.shortTitle,
    rest: `${info.description ?? ''} ${contribution}`,
  }));
