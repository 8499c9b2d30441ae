/** Indicators of the scripted host: plain loops over the bars, one per kind of plot. */

import type { Contribution, IndicatorInfo, JsonObject, SeriesReader } from '@omnitrade/contracts';

export interface ScriptedIndicator {
  readonly id: string;
  readonly info: IndicatorInfo;
  /** Value of each output at row i, in the order of `info.outputs`. */
  readonly at: (series: SeriesReader, inputs: JsonObject, i: number) => readonly number[];
}

const length = (value: number) =>
  ({ type: 'integer', title: 'Length', default: value, minimum: 1, maximum: 500 }) as const;
const none = Number.NaN;

function mean(series: SeriesReader, n: number, i: number): number {
  if (i < n - 1) return none;
  let sum = 0;
  for (let k = i - n + 1; k <= i; k++) sum += series.columns.close[k] as number;
  return sum / n;
}

function deviation(series: SeriesReader, n: number, i: number): number {
  const middle = mean(series, n, i);
  let sum = 0;
  for (let k = i - n + 1; k <= i; k++) sum += ((series.columns.close[k] as number) - middle) ** 2;
  return Math.sqrt(sum / n);
}

/** Share of rises in the last n bars, 0 to 100. */
function rises(series: SeriesReader, n: number, i: number): number {
  if (i < n) return none;
  let up = 0;
  let all = 0;
  for (let k = i - n + 1; k <= i; k++) {
    const move = (series.columns.close[k] as number) - (series.columns.close[k - 1] as number);
    up += Math.max(0, move);
    all += Math.abs(move);
  }
  return all === 0 ? 50 : (up / all) * 100;
}

const shared = { state: [], repaint: 'last-bar' } as const;

export const scriptedIndicators: readonly ScriptedIndicator[] = [
  {
    id: 'sma',
    info: {
      ...shared,
      title: 'Simple moving average',
      shortTitle: 'SMA',
      description: 'The mean of the last closes.',
      inputs: {
        length: length(50),
        source: { type: 'string', title: 'Source', default: 'close', enum: ['close', 'open', 'hl2', 'ohlc4'] },
      },
      outputs: [{ key: 'value', title: 'Average', plot: 'line', pane: 'price', color: 0 }],
    },
    at: (series, { length: n }, i) => [mean(series, Number(n), i)],
  },
  {
    id: 'bollinger',
    info: {
      ...shared,
      title: 'Bollinger bands',
      shortTitle: 'BB',
      description: 'A mean, and lines some standard deviations above and below it.',
      inputs: {
        length: length(20),
        width: { type: 'number', title: 'Deviations', default: 2, minimum: 0.1, maximum: 10 },
      },
      outputs: [
        { key: 'middle', title: 'Middle', plot: 'line', pane: 'price', color: 7 },
        { key: 'upper', title: 'Upper', plot: 'band', pane: 'price', color: 1 },
        { key: 'lower', title: 'Lower', plot: 'band', pane: 'price', color: 1 },
      ],
    },
    at: (series, { length: n, width }, i) => {
      const middle = mean(series, Number(n), i);
      const spread = Number(width) * deviation(series, Number(n), i);
      return [middle, middle + spread, middle - spread];
    },
  },
  {
    id: 'rsi',
    info: {
      ...shared,
      title: 'Relative strength index',
      shortTitle: 'RSI',
      description: 'How much of the recent movement went up.',
      inputs: { length: length(14) },
      outputs: [{ key: 'value', title: 'RSI', plot: 'line', pane: 'own', color: 2 }],
      levels: [{ value: 30 }, { value: 70 }],
    },
    at: (series, { length: n }, i) => [rises(series, Number(n), i)],
  },
  {
    id: 'shapes',
    info: {
      ...shared,
      title: 'Every other shape',
      shortTitle: 'Shapes',
      description: 'A step and markers over the price; a histogram and an area below it.',
      inputs: {
        smooth: { type: 'boolean', title: 'Smooth', default: false, description: 'Draws the area from a mean.' },
        note: { type: 'string', title: 'Note', default: '', maxLength: 12 },
      },
      outputs: [
        { key: 'stop', title: 'Stop', plot: 'step', pane: 'price', gaps: true },
        { key: 'turn', title: 'Turn', plot: 'marker', pane: 'price', gaps: true },
        { key: 'momentum', title: 'Momentum', plot: 'histogram', pane: 'own' },
        { key: 'range', title: 'Range', plot: 'area', pane: 'own' },
      ],
    },
    at: (series, _inputs, i) => {
      const { close, low, high } = series.columns;
      const back = i >= 10 ? (close[i] as number) - (close[i - 10] as number) : none;
      return [
        i % 60 < 45 ? (low[i - (i % 15)] as number) * 0.985 : none,
        i % 37 === 0 ? (high[i] as number) * 1.01 : none,
        back,
        i >= 20 ? deviation(series, 20, i) : none,
      ];
    },
  },
];

export const toContribution = ({ id, info }: ScriptedIndicator): Contribution => ({
  point: 'chart.indicator',
  id,
  info,
});
