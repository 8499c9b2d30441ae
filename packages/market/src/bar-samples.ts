/** Bars and an instrument for the tests of this package. */

import {
  type Bar,
  type Instrument,
  type InstrumentId,
  type SeriesId,
  type SeriesReader,
  toSeriesId,
} from '@omnitrade/contracts';
import { readBar } from './columns.ts';

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

export const sampleSeriesId: SeriesId = toSeriesId(sampleInstrument.id, '1m');

/** A sound bar from any four prices: the first two are open and close, the outermost are high and low. */
export function toSoundBar(time: number, prices: readonly [number, number, number, number], volume: number): Bar {
  const [open, close] = prices;
  return { time, open, high: Math.max(...prices), low: Math.min(...prices), close, volume };
}

/** `count` bars a minute apart that differ from bar to bar; the same every time. */
export function sampleBars(count: number, firstTime = 0): Bar[] {
  return Array.from({ length: count }, (_, i) => {
    const price = 100 + ((i * 37) % 19) - ((i * 11) % 7);
    return toSoundBar(firstTime + i * 60_000, [price, price + ((i * 5) % 3) - 1, price + 1.5, price - 2.25], 1000 + i);
  });
}

export function toBars(series: Pick<SeriesReader, 'columns' | 'length'>): Bar[] {
  return Array.from({ length: series.length }, (_, i) => readBar(series.columns, i));
}
