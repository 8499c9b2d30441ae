/** The provider: one instrument, daily bars. */

import type { BarColumns, BarsAnswer, BarsRequest, DataProviderDef, Instrument } from '@omnitrade/sdk';
import { parsePrices } from './prices.ts';

const instrument: Instrument = {
  id: 'SAMPLE:DAILY' as Instrument['id'],
  title: 'Sample prices',
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

/** The `code` tells the terminal what kind of failure it is. */
const providerError = (code: string, message: string) => Object.assign(new Error(message), { code });

/** `read` hands over the text of the price file; it is read once. */
export function createProvider(read: () => Promise<string>): DataProviderDef {
  let prices: Promise<BarColumns> | undefined;
  return {
    id: 'daily',
    title: 'Sample prices',
    description: 'Daily prices from a file. Needs no network.',
    capabilities: {
      timeframes: ['1D'],
      history: 'bars',
      stream: [],
      maxBarsPerCall: 1000,
      lastBar: 'always-closed',
      stampedAt: 'open',
    },
    search(query) {
      const text = `${instrument.id} ${instrument.title}`.toLowerCase();
      return text.includes(query.trim().toLowerCase())
        ? [{ id: instrument.id, title: instrument.title, kind: instrument.kind }]
        : [];
    },
    resolve(id) {
      if (id !== instrument.id) throw providerError('not-found', `There is no ${id} here.`);
      return instrument;
    },
    async bars(request) {
      prices ??= read().then(parsePrices);
      return cut(await prices, request);
    },
  };
}

/** The newest `countBack` bars that open before `to`. */
function cut({ length: all, ...columns }: BarColumns, { to, countBack }: BarsRequest): BarsAnswer {
  const later = columns.time.findIndex((time) => time >= to);
  const end = later < 0 ? all : later;
  const begin = Math.max(0, end - countBack);
  const part = (column: Float64Array) => column.slice(begin, end);
  return {
    columns: {
      length: end - begin,
      time: part(columns.time),
      open: part(columns.open),
      high: part(columns.high),
      low: part(columns.low),
      close: part(columns.close),
      volume: part(columns.volume),
    },
    earlier: begin > 0 ? 'yes' : 'no',
    lastClosed: true,
  };
}
