/** Instruments and orders for the tests of this package. */

import type { Instrument, InstrumentId, OrderRequest } from '@omnitrade/contracts';
import { checkOrder } from './check-order.ts';
import { createOrder, type Order } from './order.ts';
import type { OrderTerms } from './order-request.ts';

export const sampleInstrument: Instrument = {
  id: 'TEST:ABC' as InstrumentId,
  title: 'Sample',
  kind: 'equity',
  quote: 'USD',
  multiplier: '1',
  priceIncrement: '0.01',
  sizeIncrement: '1',
  timeZone: 'UTC',
  calendar: '24x7',
  adjustment: 'raw',
  delaySec: 0,
  tradable: true,
};

export function sampleRequest(changes: Partial<OrderRequest> = {}): OrderRequest {
  return { id: 'a', instrument: sampleInstrument.id, side: 'buy', type: 'market', qty: '100', ...changes };
}

export function sampleTerms(changes: Partial<OrderRequest> = {}, instrument = sampleInstrument): OrderTerms {
  const check = checkOrder({ ...sampleRequest(changes) }, instrument, 0);
  if (!check.ok) throw new Error(check.refusal.message);
  return check.terms;
}

export function sampleOrder(changes: Partial<OrderRequest> = {}): Order {
  return createOrder(sampleTerms(changes), 0, 1);
}
