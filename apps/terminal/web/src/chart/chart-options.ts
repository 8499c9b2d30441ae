/** The look of the chart library, from our tokens. */

import type { ChartStyle } from '@omnitrade/contracts';
import {
  type CandlestickSeriesPartialOptions,
  ColorType,
  type DeepPartial,
  type TimeChartOptions,
} from 'lightweight-charts';
import type { ChartTheme } from './chart-theme.ts';
import { volumeShare } from './volume-layer.ts';

export function toChartOptions(theme: ChartTheme): DeepPartial<TimeChartOptions> {
  const crossLine = {
    color: theme.cross,
    labelBackgroundColor: theme.crossLabel,
    style: 3 /* large dashes */,
    width: 1,
  } as const;
  return {
    layout: {
      background: { type: ColorType.Solid, color: theme.panel },
      textColor: theme.text,
      fontFamily: theme.font,
      fontSize: 11,
      // Its logo comes with a style element, which the content security policy refuses; chart-credit.tsx names it instead.
      attributionLogo: false,
      panes: { separatorColor: theme.line, separatorHoverColor: theme.lineStrong, enableResize: true },
    },
    grid: { vertLines: { color: theme.grid }, horzLines: { color: theme.grid } },
    crosshair: { mode: 0 /* free */, vertLine: crossLine, horzLine: crossLine },
    rightPriceScale: { borderColor: theme.line, scaleMargins: { top: 0.1, bottom: volumeShare + 0.04 } },
    timeScale: { borderColor: theme.line },
  };
}

export function toCandleOptions(theme: ChartTheme, style: ChartStyle): CandlestickSeriesPartialOptions {
  return {
    upColor: style === 'hollow' ? theme.panel : theme.up,
    downColor: theme.down,
    wickUpColor: theme.up,
    wickDownColor: theme.down,
    borderVisible: style === 'hollow',
    borderUpColor: theme.up,
    borderDownColor: theme.down,
    priceLineStyle: 1 /* dots */,
    // The library takes the colour of the last body, which an outline does not have; '' is its own choice.
    priceLineColor: style === 'hollow' ? theme.accent : '',
  };
}
