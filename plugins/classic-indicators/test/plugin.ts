/** What the plugin adds when it is activated, taken from its own `activate`. */

import type { IndicatorDef, PluginContext } from '@omnitrade/sdk';
import plugin from '../index.ts';

export function activatedIndicators(): IndicatorDef[] {
  const added: IndicatorDef[] = [];
  const charts = { addIndicator: (indicator: IndicatorDef) => added.push(indicator) };
  plugin.activate({ charts } as unknown as PluginContext);
  return added;
}

export const indicators: ReadonlyMap<string, IndicatorDef> = new Map(
  activatedIndicators().map((indicator) => [indicator.id, indicator]),
);
