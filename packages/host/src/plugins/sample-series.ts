/** Bars for trials: 300 days that rise, fall and stand still, the same each time. */

import type { Instrument, InstrumentId, SeriesId, SeriesReader } from '@omnitrade/contracts';

const dayMs = 86_400_000;
const firstDay = Date.UTC(2024, 0, 1);
const count = 300;

const instrument: Instrument = {
  id: 'TRIAL:SAMPLE' as InstrumentId,
  title: 'Sample bars',
  kind: 'other',
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

export function sampleSeries(): SeriesReader {
  const column = () => new Float64Array(count);
  const columns = { time: column(), open: column(), high: column(), low: column(), close: column(), volume: column() };
  let last = 100;
  for (let i = 0; i < count; i++) {
    // A slow and a fast wave; every seventh stretch of five days the price stands still.
    const still = i % 35 < 5;
    const close = still ? last : 100 + 20 * Math.sin(i / 25) + 3 * Math.sin(i * 1.7);
    columns.time[i] = firstDay + i * dayMs;
    columns.open[i] = last;
    columns.close[i] = close;
    columns.high[i] = Math.max(last, close) + (still ? 0 : 0.5);
    columns.low[i] = Math.min(last, close) - (still ? 0 : 0.5);
    columns.volume[i] = still ? 0 : 1_000 + (i % 10) * 100;
    last = close;
  }
  return {
    id: 'TRIAL:SAMPLE@1D' as SeriesId,
    instrument,
    timeframe: '1D',
    rev: 1,
    length: count,
    closed: count,
    columns,
  };
}
