/** What plugin authors import: `definePlugin` and the types of everything a plugin can reach. Runs inside the isolate. */

import type { DataProviderDef, IndicatorDef, InputsSchema, Json } from '@omnitrade/contracts';

export type {
  Bar,
  BarColumns,
  BarSubscription,
  BarsAnswer,
  BarsRequest,
  DataProviderDef,
  IndicatorCall,
  IndicatorDef,
  IndicatorOutput,
  InputsSchema,
  InputValues,
  Instrument,
  InstrumentHit,
  ProviderContext,
} from '@omnitrade/contracts';

/** Charts: present if the plugin was granted `charts:write`. */
export interface Charts {
  /** Offers an indicator; it computes only once a user puts it on a chart. */
  addIndicator<const S extends InputsSchema>(indicator: IndicatorDef<S>): void;
}

/** Market data: present if the plugin was granted `data:provide`. */
export interface Data {
  /** Offers a source of instruments and bars. */
  addProvider(provider: DataProviderDef): void;
}

/** Log lines of the plugin: shown in the terminal's log, at most 8 KB each, rate-limited. */
export interface Log {
  debug(...parts: unknown[]): void;
  info(...parts: unknown[]): void;
  warn(...parts: unknown[]): void;
  error(...parts: unknown[]): void;
}

/** Files of the plugin's own package, below `assets/`. */
export interface Assets {
  /** Reads a UTF-8 text file, for example `assets.text('prices.csv')`; rejects with `assets.missing` if there is none. */
  text(path: string): Promise<string>;
}

/** What `activate` receives. A capability that was not granted is absent. */
export interface PluginContext {
  readonly plugin: { readonly id: string; readonly version: string };
  readonly charts: Charts;
  readonly data: Data;
  readonly log: Log;
  readonly assets: Assets;
  /** Values of the plugin's settings (`configuration` in the manifest). */
  readonly settings: Readonly<Record<string, Json>>;
}

/** A plugin: everything it adds in `activate` belongs to it and is gone after it was deactivated. */
export interface Plugin {
  activate(context: PluginContext): void | Promise<void>;
  deactivate?(): void | Promise<void>;
}

/**
 * Declares a plugin; the default export of `main`.
 *
 * @example
 * export default definePlugin({
 *   activate({ charts }) {
 *     charts.addIndicator({ id: 'mid', title: 'Mid price', outputs: [{ key: 'mid', plot: 'line', pane: 'price' }],
 *       warmup: () => 0,
 *       calc({ in: bars, out, from, to }) {
 *         for (let i = from; i < to; i++) out.mid[i] = (bars.high[i] + bars.low[i]) / 2;
 *       } });
 *   },
 * });
 */
export function definePlugin(plugin: Plugin): Plugin {
  return plugin;
}
