/** The chart's colours, read from the design tokens so that a change of theme reaches the canvas. */

const tokens = {
  panel: '--bg-panel',
  text: '--text-faint',
  grid: '--chart-grid',
  line: '--line',
  lineStrong: '--line-strong',
  cross: '--chart-cross',
  crossLabel: '--chart-cross-label',
  up: '--candle-up',
  bought: '--up',
  sold: '--down',
  down: '--candle-down',
  volumeUp: '--volume-up',
  volumeDown: '--volume-down',
  onPlot: '--text-on-plot',
  accent: '--accent',
  font: '--font-ui',
} as const;

export type ChartTheme = Readonly<Record<keyof typeof tokens, string>> & {
  /** Theme colours 0 to 7 of plots. */
  readonly plots: readonly string[];
};

export const plotColorCount = 8;

export function readChartTheme(element: Element): ChartTheme {
  const style = getComputedStyle(element);
  const read = (name: string) => style.getPropertyValue(name).trim();
  const named = Object.fromEntries(Object.entries(tokens).map(([key, name]) => [key, read(name)]));
  const plots = Array.from({ length: plotColorCount }, (_, at) => read(`--plot-${at}`));
  return { ...(named as Record<keyof typeof tokens, string>), plots };
}
