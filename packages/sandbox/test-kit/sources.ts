/** Plugins as text, built from functions that a test can also run in its own process. */

import type { SeriesReader } from '@omnitrade/contracts';

/** What `calc` gets, with the types switched off: the text of these functions goes into the isolate. */
// biome-ignore lint/suspicious/noExplicitAny: the same function runs here and, as text, in the guest
export type Calc = (call: any) => void;

export interface IndicatorText {
  readonly calc: Calc;
  readonly outputs?: readonly string[];
  readonly state?: readonly string[];
  readonly id?: string;
  /** Statements of `activate` beside it. */
  readonly also?: string;
}

/** A plugin with one indicator, `it`. */
export function indicatorPlugin({ calc, outputs = ['v'], state = [], id = 'it', also = '' }: IndicatorText): string {
  const list = outputs.map((key) => ({ key, plot: 'line', pane: 'own' }));
  return plugin(
    `${also}
    charts.addIndicator({ id: '${id}', title: 'It', outputs: ${JSON.stringify(list)}, state: ${JSON.stringify(state)},
      warmup: () => 0, calc: ${calc.toString()} });`,
  );
}

/** A plugin whose `activate` runs these statements, with every capability in scope. */
export function plugin(activate: string, main = '', deactivate = ''): string {
  return `import { definePlugin } from '@omnitrade/sdk';
${main}
export default definePlugin({
  async activate({ charts, data, log, assets, settings, plugin }) {
    ${activate}
  },
  async deactivate() { ${deactivate} },
});`;
}

/** The same calculation in this process, over the whole series at once. */
export function computeHere(
  calc: Calc,
  series: SeriesReader,
  {
    outputs = ['v'],
    state = [],
    p = {},
    source = 'close',
  }: Partial<{
    outputs: readonly string[];
    state: readonly string[];
    p: object;
    source: 'close' | 'open';
  }> = {},
): Float64Array[] {
  const { length, closed, instrument } = series;
  const column = () => new Float64Array(length).fill(Number.NaN);
  const bars = Object.fromEntries(
    Object.entries(series.columns).map(([name, values]) => [name, values.subarray(0, length)]),
  );
  const out = Object.fromEntries(outputs.map((key) => [key, column()]));
  const own = Object.fromEntries(state.map((name) => [name, column()]));
  calc({ p, in: { length, ...bars, source: bars[source] }, out, state: own, from: 0, to: length, closed, instrument });
  return outputs.map((key) => out[key] as Float64Array);
}
