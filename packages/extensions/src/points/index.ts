/** The list of point checks: one entry and one file each. */

import type { UsablePointId } from '@omnitrade/contracts';
import { checkIndicatorInfo } from './chart-indicator.ts';
import { checkProviderInfo } from './data-provider.ts';
import type { PointCheck } from './point-check.ts';

export const pointChecks: { readonly [P in UsablePointId]: PointCheck<P> } = {
  'chart.indicator': checkIndicatorInfo,
  'data.provider': checkProviderInfo,
};
