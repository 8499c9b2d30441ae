/** The list of point checks: one entry and one file each. */

import type { UsablePointId } from '@omnitrade/contracts';
import { checkIndicatorInfo } from './chart-indicator.ts';
import { checkChartTypeInfo } from './chart-type.ts';
import { checkCommandInfo, checkMenuEntryInfo } from './component-command.ts';
import { checkPanelInfo, checkWidgetInfo } from './component-panel.ts';
import { checkProviderInfo } from './data-provider.ts';
import type { PointCheck } from './point-check.ts';
import { checkSettingsPanelInfo } from './settings-panel.ts';
import { checkOrderTypeInfo, checkStrategyInfo } from './trading-strategy.ts';

export const pointChecks: { readonly [P in UsablePointId]: PointCheck<P> } = {
  'component.panel': checkPanelInfo,
  'component.widget': checkWidgetInfo,
  'component.command': checkCommandInfo,
  'component.menu': checkMenuEntryInfo,
  'chart.indicator': checkIndicatorInfo,
  'chart.type': checkChartTypeInfo,
  'data.provider': checkProviderInfo,
  'trading.strategy': checkStrategyInfo,
  'trading.orderType': checkOrderTypeInfo,
  'settings.panel': checkSettingsPanelInfo,
};
