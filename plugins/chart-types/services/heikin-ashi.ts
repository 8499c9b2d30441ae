/**
 * Heikin-Ashi: close = (o + h + l + c) / 4; open = mean of the bar before's open and close, at first of its own;
 * high and low take open and close in. One bar for each bar of the chart.
 */

import type { ChartTypeDef } from '@omnitrade/sdk';

export const heikinAshi: ChartTypeDef = {
  id: 'heikin-ashi',
  title: 'Heikin-Ashi',
  shortTitle: 'HA',
  description: 'Averaged candles that show a trend with fewer changes of colour.',
  synthetic: true,
  transform({ in: bars, out, from }) {
    out.keep(Math.min(from, out.length));
    for (let i = out.length; i < bars.length; i++) {
      const [o, h, l, c] = [bars.open[i], bars.high[i], bars.low[i], bars.close[i]] as [number, number, number, number];
      const close = (o + h + l + c) / 4;
      const open = i === 0 ? (o + c) / 2 : ((out.open[i - 1] as number) + (out.close[i - 1] as number)) / 2;
      const high = Math.max(h, open, close);
      out.add(bars.time[i] as number, open, high, Math.min(l, open, close), close, bars.volume[i] as number);
    }
  },
};
