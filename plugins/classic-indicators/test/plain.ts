/** A second, plain writing of the six indicators by their textbook formulas: whole arrays, no windows, no state. */

type Series = readonly number[];
/** `undefined` where there is no value yet. */
export type Values = (number | undefined)[];
export interface Ohlc {
  readonly high: Series;
  readonly low: Series;
  readonly close: Series;
}

const sum = (values: Series) => values.reduce((total, value) => total + value, 0);
const lastOf = (values: Series, i: number, n: number) => values.slice(i - n + 1, i + 1);

export function plainSma(values: Series, n: number): Values {
  return values.map((_, i) => (i < n - 1 ? undefined : sum(lastOf(values, i, n)) / n));
}

/** Begins with the simple average of the first `n`, then `alpha * value + (1 - alpha) * before`. */
function smoothed(values: Series, n: number, alpha: number): Values {
  const result: Values = values.map(() => undefined);
  if (values.length < n) return result;
  let average = sum(values.slice(0, n)) / n;
  result[n - 1] = average;
  for (let i = n; i < values.length; i++) {
    average = alpha * values[i]! + (1 - alpha) * average;
    result[i] = average;
  }
  return result;
}

export const plainEma = (values: Series, n: number): Values => smoothed(values, n, 2 / (n + 1));

/** Puts `count` empty places in front. */
const later = (values: Values, count: number): Values => [...Array<undefined>(count).fill(undefined), ...values];

export function plainRsi(values: Series, n: number): Values {
  const changes = values.slice(1).map((value, i) => value - values[i]!);
  const ups = smoothed(
    changes.map((change) => (change > 0 ? change : 0)),
    n,
    1 / n,
  );
  const downs = smoothed(
    changes.map((change) => (change < 0 ? -change : 0)),
    n,
    1 / n,
  );
  const index = ups.map((up, i) => {
    if (up === undefined) return undefined;
    return downs[i] === 0 ? 100 : 100 - 100 / (1 + up / downs[i]!);
  });
  return later(index, 1).slice(0, values.length);
}

export function plainAtr({ high, low, close }: Ohlc, n: number): Values {
  const ranges = high
    .slice(1)
    .map((top, i) => Math.max(top - low[i + 1]!, Math.abs(top - close[i]!), Math.abs(low[i + 1]! - close[i]!)));
  return later(smoothed(ranges, n, 1 / n), 1).slice(0, high.length);
}

export function plainBollinger(values: Series, n: number, deviations: number) {
  const middle = plainSma(values, n);
  const width = middle.map((mean, i) => {
    if (mean === undefined) return undefined;
    return deviations * Math.sqrt(sum(lastOf(values, i, n).map((value) => (value - mean) * (value - mean))) / n);
  });
  return {
    middle,
    upper: middle.map((mean, i) => (mean === undefined ? undefined : mean + width[i]!)),
    lower: middle.map((mean, i) => (mean === undefined ? undefined : mean - width[i]!)),
  };
}

export function plainMacd(values: Series, fast: number, slow: number, signal: number) {
  const fastEma = plainEma(values, fast);
  const slowEma = plainEma(values, slow);
  const first = Math.max(fast, slow) - 1;
  const line = values.slice(first).map((_, i) => fastEma[first + i]! - slowEma[first + i]!);
  const signalLine = later(plainEma(line, signal), first).slice(0, values.length);
  const macd = signalLine.map((value, i) => (value === undefined ? undefined : line[i - first]!));
  return {
    macd,
    signal: signalLine,
    histogram: macd.map((value, i) => (value === undefined ? undefined : value - signalLine[i]!)),
  };
}
