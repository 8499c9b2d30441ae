/** The instrument of tests: plain in every respect, tradable nowhere. */

import type { Instrument, InstrumentId } from '@omnitrade/contracts';

export const testInstrument: Instrument = {
  id: 'TEST:BARS' as InstrumentId,
  title: 'Test bars',
  kind: 'equity',
  quote: 'USD',
  multiplier: '1',
  priceIncrement: '0.01',
  sizeIncrement: '1',
  timeZone: 'UTC',
  calendar: '24x7',
  adjustment: 'raw',
  delaySec: 0,
  tradable: false,
};
