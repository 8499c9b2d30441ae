/** Bars that a user brings along, as a series an indicator can be run over. */

import {
  type BarColumns,
  type Instrument,
  type InstrumentId,
  type SeriesReader,
  toSeriesId,
} from '@omnitrade/contracts';
import { createSeries } from '@omnitrade/market';

/** Says no more of the bars than is known: that they are prices of something. */
const instrument: Instrument = {
  id: 'FILE:BARS' as InstrumentId,
  title: 'Bars from a file',
  kind: 'other',
  quote: 'XXX',
  multiplier: '1',
  priceIncrement: '0.01',
  sizeIncrement: '1',
  timeZone: 'UTC',
  calendar: '24x7',
  adjustment: 'raw',
  delaySec: 0,
  tradable: false,
};
const timeframe = '1D';

/** All bars count as closed. Throws `market.*` for bars that are none. */
export function createFileSeries(bars: BarColumns): SeriesReader {
  const series = createSeries({ id: toSeriesId(instrument.id, timeframe), instrument, timeframe });
  series.reset(bars, bars.length);
  return series;
}
