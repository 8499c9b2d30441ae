/** How much worse than the price a taking order fills. */

import { Decimal, max, min, zero } from '../decimals.ts';
import type { Order } from '../orders/order.ts';
import type { FillOptions } from './fill-options.ts';

/** `price` moved against the order: up for a buy, down for a sell, but never below nothing. */
export function slip(
  order: Order,
  price: Decimal,
  qty: Decimal,
  volume: Decimal | undefined,
  options: Pick<FillOptions, 'slippageTicks' | 'volumeSlippage'>,
  priceIncrement: string,
): Decimal {
  const { slippageTicks, volumeSlippage } = options;
  if (slippageTicks === 0 && !volumeSlippage) return price;
  let distance = new Decimal(priceIncrement).times(slippageTicks);
  // Of an unknown volume the order may be all there was: the full limit counts.
  if (volumeSlippage) {
    const { impact, limit } = volumeSlippage;
    const share = volume?.gt(0) ? min(qty.div(volume), new Decimal(limit)) : new Decimal(limit);
    distance = distance.plus(share.times(share).times(impact).times(price));
  }
  return order.side === 'buy' ? price.plus(distance) : max(zero, price.minus(distance));
}
