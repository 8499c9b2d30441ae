/** The way a price may have gone inside a bar: open, nearer extreme, other extreme, close. Same bar and seed, same path. */

import type { Bar, Dec } from '@omnitrade/contracts';

/** Steps of the price in one bar; the first is its open, the last its close. */
export const ticksPerBar = 24;

export interface TickPathOptions {
  readonly priceIncrement: Dec;
  readonly sizeIncrement: Dec;
  readonly seed: number;
}

/** The bar as it looks after each of its ticks; the last one is the bar itself, value for value. */
export function tickPath(bar: Bar, options: TickPathOptions): Bar[] {
  const prices = toPrices(bar, options);
  const toSize = createRounding(options.sizeIncrement, Math.floor);
  const bars: Bar[] = [];
  let high = bar.open;
  let low = bar.open;
  prices.forEach((price, i) => {
    high = Math.max(high, price);
    low = Math.min(low, price);
    const volume = Math.min(toSize((bar.volume * (i + 1)) / ticksPerBar), bar.volume);
    bars.push({ time: bar.time, open: bar.open, high, low, close: price, volume });
  });
  bars[ticksPerBar - 1] = bar;
  return bars;
}

function toPrices(bar: Bar, { priceIncrement, seed }: TickPathOptions): number[] {
  const corners = [bar.open, ...toExtremes(bar), bar.close];
  const at = toCornerTicks(corners);
  const toPrice = createRounding(priceIncrement, Math.round);
  const chance = createChance(seed, bar.time);
  const prices = new Array<number>(ticksPerBar).fill(bar.open);
  for (let leg = 1; leg < corners.length; leg++) {
    const [from, to] = [corners[leg - 1] as number, corners[leg] as number];
    const [start, end] = [at[leg - 1] as number, at[leg] as number];
    for (let i = start + 1; i < end; i++) {
      // A wave on the straight line; kept inside the leg, so that no extreme is touched before its turn.
      const done = (i - start) / (end - start) + (chance() - 0.5) * 0.3;
      const price = toPrice(from * (1 - done) + to * done);
      prices[i] = Math.min(Math.max(price, Math.min(from, to)), Math.max(from, to));
    }
    prices[end] = to;
  }
  return prices;
}

/** The extreme nearer to the open comes first; at equal distance a rising bar dips first. */
function toExtremes({ open, high, low, close }: Bar): [number, number] {
  const [up, down] = [high - open, open - low];
  const isHighFirst = up < down || (up === down && close < open);
  return isHighFirst ? [high, low] : [low, high];
}

/** At which tick each corner is reached: in proportion to the way between them, at least one tick apart. */
function toCornerTicks(corners: readonly number[]): number[] {
  const legs = corners.slice(1).map((to, i) => Math.abs(to - (corners[i] as number)));
  const whole = legs.reduce((sum, leg) => sum + leg, 0);
  const share = (way: number, even: number) => (whole > 0 && Number.isFinite(whole) ? way / whole : even);
  const last = ticksPerBar - 1;
  const first = clamp(Math.round(last * share(legs[0] as number, 1 / 3)), 1, last - 2);
  const way = (legs[0] as number) + (legs[1] as number);
  return [0, first, clamp(Math.round(last * share(way, 2 / 3)), first + 1, last - 1), last];
}

const clamp = (value: number, low: number, high: number) => Math.min(Math.max(value, low), high);

/** Rounds to a multiple of a decimal increment, and away what binary fractions leave behind it. */
function createRounding(increment: Dec, round: (steps: number) => number): (value: number) => number {
  const step = Number(increment);
  const decimals = increment.includes('.') ? increment.length - increment.indexOf('.') - 1 : 0;
  return (value) => {
    const rounded = Number((round(value / step) * step).toFixed(decimals));
    return Number.isFinite(rounded) ? rounded : value;
  };
}

/** Numbers in [0, 1) from an xorshift register; the time makes each bar's sequence its own. */
function createChance(seed: number, time: number): () => number {
  let state = (seed ^ Math.imul(time % 2_147_483_647, 0x9e3779b1)) | 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4_294_967_296;
  };
  for (let i = 0; i < 8; i++) next();
  return next;
}
