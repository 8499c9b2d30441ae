/** The list of extension points: one entry and one file each. */

import type { PermissionId } from '../permission-ids.ts';
import type { IndicatorInfo } from './chart-indicator.ts';
import type { ChartTypeInfo } from './chart-type.ts';
import type { CommandInfo, MenuEntryInfo } from './component-command.ts';
import type { PanelInfo, WidgetInfo } from './component-panel.ts';
import type { ProviderInfo } from './data-provider.ts';
import type { SettingsPanelInfo } from './settings-panel.ts';
import type { OrderTypeInfo } from './trading-order-type.ts';
import type { StrategyInfo } from './trading-strategy.ts';

export interface ExtensionPoint {
  readonly family: 'component' | 'data' | 'trading' | 'visualization' | 'settings';
  readonly title: string;
  /** The permission a plugin must hold to contribute here. */
  readonly permission?: PermissionId;
  /** Whether this release can put a contribution to use; a point that is only named is accepted in a manifest. */
  readonly since: '1.0' | 'later';
}

/** Every extension point id a manifest may name. */
export const extensionPoints = {
  'component.panel': { family: 'component', title: 'Panel', permission: 'ui:panels', since: '1.0' },
  'component.widget': { family: 'component', title: 'Widget', permission: 'ui:panels', since: '1.0' },
  'component.command': { family: 'component', title: 'Command', permission: 'ui:commands', since: '1.0' },
  'component.menu': { family: 'component', title: 'Menu entry', permission: 'ui:commands', since: '1.0' },
  'data.provider': { family: 'data', title: 'Data provider', permission: 'data:provide', since: '1.0' },
  'trading.strategy': { family: 'trading', title: 'Strategy', permission: 'data:read', since: '1.0' },
  'trading.orderType': { family: 'trading', title: 'Order type', permission: 'trading:order-types', since: '1.0' },
  'chart.indicator': { family: 'visualization', title: 'Indicator', permission: 'charts:write', since: '1.0' },
  'chart.type': { family: 'visualization', title: 'Chart type', permission: 'charts:write', since: '1.0' },
  'chart.drawing': { family: 'visualization', title: 'Drawing', permission: 'charts:write', since: 'later' },
  'settings.panel': { family: 'settings', title: 'Settings panel', since: '1.0' },
} as const satisfies Record<string, ExtensionPoint>;

export type ExtensionPointId = keyof typeof extensionPoints;
export const extensionPointIds = Object.keys(extensionPoints) as ExtensionPointId[];
export const isExtensionPointId = (text: string): text is ExtensionPointId => Object.hasOwn(extensionPoints, text);

/** The recorded data of a contribution, by point. */
export interface ContributionInfo {
  readonly 'component.panel': PanelInfo;
  readonly 'component.widget': WidgetInfo;
  readonly 'component.command': CommandInfo;
  readonly 'component.menu': MenuEntryInfo;
  readonly 'chart.indicator': IndicatorInfo;
  readonly 'chart.type': ChartTypeInfo;
  readonly 'data.provider': ProviderInfo;
  readonly 'trading.strategy': StrategyInfo;
  readonly 'trading.orderType': OrderTypeInfo;
  readonly 'settings.panel': SettingsPanelInfo;
}
export type UsablePointId = keyof ContributionInfo;

/** What a plugin contributes, as recorded when it was installed: known without running it. */
export type Contribution<P extends UsablePointId = UsablePointId> = {
  [K in P]: { readonly point: K; readonly id: string; readonly info: ContributionInfo[K] };
}[P];
