/** Classic indicators: six textbook studies, each in a file of its own under services/. */

import { definePlugin, type IndicatorDef } from '@omnitrade/sdk';
import { atr } from './services/atr.ts';
import { bollinger } from './services/bollinger.ts';
import { ema } from './services/ema.ts';
import { macd } from './services/macd.ts';
import { rsi } from './services/rsi.ts';
import { sma } from './services/sma.ts';

const indicators: readonly IndicatorDef[] = [sma, ema, bollinger, rsi, macd, atr];

export default definePlugin({
  activate({ charts }) {
    for (const indicator of indicators) charts.addIndicator(indicator);
  },
});
