/** The measures of a run: money in decimals, shares and ratios as numbers. */

import type { BarColumns, Dec } from '@omnitrade/contracts';
import { type Decimal, toDec, zero } from '../decimals.ts';
import type { EquityCurve } from './equity-curve.ts';

export interface BacktestStats {
  readonly bars: number;
  readonly startEquity: Dec;
  readonly endEquity: Dec;
  readonly netProfit: Dec;
  readonly fees: Dec;
  /** Share of the money at the start: 0.1 is ten per cent. */
  readonly return: number;
  /** Fills that closed all or a part of a position. */
  readonly trades: number;
  readonly wins: number;
  readonly losses: number;
  readonly winRate: number | null;
  readonly grossProfit: Dec;
  readonly grossLoss: Dec;
  /** Gross profit over gross loss; null where nothing was lost. */
  readonly profitFactor: number | null;
  /** The deepest fall from a high behind a bar, in money and as a share of the high. */
  readonly maxDrawdown: number;
  readonly maxDrawdownShare: number;
  /** Mean over deviation of the returns of bars, brought to a year of 365.25 days; null where nothing moved. */
  readonly sharpe: number | null;
  /** Share of the bars that ended with a position. */
  readonly exposure: number;
}

const yearMs = 365.25 * 86_400_000;

/** `gains`: profit of each fill that closed something, fees not counted. */
export function toStats(
  bars: BarColumns,
  curve: EquityCurve,
  money: { readonly start: Decimal; readonly end: Decimal; readonly fees: Decimal },
  gains: readonly Decimal[],
): BacktestStats {
  const wins = gains.filter((gain) => gain.gt(0));
  const losses = gains.filter((gain) => gain.lt(0));
  const won = wins.reduce((sum, gain) => sum.plus(gain), zero);
  const lost = losses.reduce((sum, gain) => sum.minus(gain), zero);
  const values = curve.toNumbers();
  return {
    bars: bars.length,
    startEquity: toDec(money.start),
    endEquity: toDec(money.end),
    netProfit: toDec(money.end.minus(money.start)),
    fees: toDec(money.fees),
    return: money.start.isZero() ? 0 : money.end.div(money.start).minus(1).toNumber(),
    trades: gains.length,
    wins: wins.length,
    losses: losses.length,
    winRate: gains.length === 0 ? null : wins.length / gains.length,
    grossProfit: toDec(won),
    grossLoss: toDec(lost),
    profitFactor: lost.isZero() ? null : won.div(lost).toNumber(),
    ...toDrawdown(values, money.start.toNumber()),
    sharpe: toSharpe(bars, values, money.start.toNumber()),
    exposure: bars.length === 0 ? 0 : curve.exposedBars / bars.length,
  };
}

function toDrawdown(values: Float64Array, start: number): Pick<BacktestStats, 'maxDrawdown' | 'maxDrawdownShare'> {
  let [high, deepest, share] = [start, 0, 0];
  for (const value of values) {
    high = Math.max(high, value);
    deepest = Math.max(deepest, high - value);
    if (high > 0) share = Math.max(share, (high - value) / high);
  }
  return { maxDrawdown: deepest, maxDrawdownShare: share };
}

function toSharpe(bars: BarColumns, values: Float64Array, start: number): number | null {
  const { length } = values;
  if (length < 2) return null;
  let [sum, squares, before] = [0, 0, start];
  for (const value of values) {
    const change = before > 0 ? value / before - 1 : 0;
    sum += change;
    squares += change * change;
    before = value;
  }
  const mean = sum / length;
  const deviation = Math.sqrt(Math.max(0, squares / length - mean * mean));
  const span = (bars.time[length - 1] as number) - (bars.time[0] as number);
  if (deviation < 1e-15 || span <= 0) return null;
  return (mean / deviation) * Math.sqrt((yearMs * (length - 1)) / span);
}
