/** What the plugin adds when it is activated, taken from its own `activate`. */

import type { IndicatorDef, Plugin, PluginContext, SettingsPanelDef } from '@omnitrade/sdk';

const main: { default: Plugin } = await import(new URL('../index.js', import.meta.url).href);

export function activate(settings: Record<string, unknown> = {}) {
  const indicators = new Map<string, IndicatorDef>();
  const panels: SettingsPanelDef[] = [];
  const context = {
    charts: { addIndicator: (indicator: IndicatorDef) => indicators.set(indicator.id, indicator) },
    settingsPanels: { add: (panel: SettingsPanelDef) => panels.push(panel) },
    settings,
  };
  main.default.activate(context as unknown as PluginContext);
  return { indicators, panels };
}

export const { indicators } = activate();
