/** Every indicator of the plugin: one file and one entry each. */

import type { IndicatorDef } from '@omnitrade/sdk';
import { adx } from './adx.ts';
import { atr } from './atr.ts';
import { bollinger } from './bollinger.ts';
import { cci } from './cci.ts';
import { dema } from './dema.ts';
import { donchian } from './donchian.ts';
import { ema } from './ema.ts';
import { hma } from './hma.ts';
import { keltner } from './keltner.ts';
import { macd } from './macd.ts';
import { mfi } from './mfi.ts';
import { obv } from './obv.ts';
import { roc } from './roc.ts';
import { rsi } from './rsi.ts';
import { sma } from './sma.ts';
import { stochastic } from './stochastic.ts';
import { tema } from './tema.ts';
import { vwma } from './vwma.ts';
import { williamsR } from './williams-r.ts';
import { wma } from './wma.ts';

export const indicators: readonly IndicatorDef[] = [
  ...[sma, ema, wma, hma, dema, tema, vwma],
  ...[bollinger, keltner, donchian],
  ...[rsi, stochastic, williamsR, cci, roc, mfi],
  ...[macd, adx, atr, obv],
] as readonly IndicatorDef[];
