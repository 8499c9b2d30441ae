/** The RSI after Wilder, close by close: the first averages are plain ones over `length` changes. */

export function createRsi(length: number): (close: number) => number {
  let [count, before, gain, loss] = [0, Number.NaN, 0, 0];
  return (close) => {
    const change = close - before;
    before = close;
    if (Number.isNaN(change)) return Number.NaN;
    const [up, down] = [Math.max(0, change), Math.max(0, -change)];
    count++;
    const share = Math.min(count, length);
    gain += (up - gain) / share;
    loss += (down - loss) / share;
    if (count < length) return Number.NaN;
    return loss === 0 ? (gain === 0 ? 50 : 100) : 100 - 100 / (1 + gain / loss);
  };
}
