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

/** The same bars as something that can be traded on paper: as finely as their prices are written. */
export function createPaperSeries(bars: BarColumns): SeriesReader {
  const id = 'PAPER:FILE' as InstrumentId;
  const paper = { ...instrument, id, tradable: true, priceIncrement: toIncrement(bars) };
  const series = createSeries({ id: toSeriesId(id, timeframe), instrument: paper, timeframe });
  series.reset(bars, bars.length);
  return series;
}

/** Looking at every price of a long file would take longer than running over it. */
const sampledBars = 2_000;
const maxDecimals = 8;

function toIncrement({ length, open, close }: BarColumns): string {
  let decimals = 2;
  for (const column of [open, close])
    for (const price of column.subarray(0, Math.min(length, sampledBars)))
      decimals = Math.max(decimals, `${price}`.split('.')[1]?.length ?? 0);
  return `0.${'1'.padStart(Math.min(maxDecimals, decimals), '0')}`;
}
