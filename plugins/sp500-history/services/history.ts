/** The provider: one instrument, one timeframe, bars cut from the file that is read at the first request. */

import type { BarColumns, BarsAnswer, BarsRequest, DataProviderDef, Instrument, InstrumentHit } from '@omnitrade/sdk';
import { parsePriceFile } from './price-file.ts';
import { providerError } from './provider-error.ts';

const file = 'sp500-2000.csv';
const timeframe = '1D';
const maxBarsPerCall = 8000;

const instrument: Instrument = {
  id: 'INDEX:SPX' as Instrument['id'],
  title: 'S&P 500',
  kind: 'index',
  quote: 'USD',
  multiplier: '1',
  priceIncrement: '0.01',
  sizeIncrement: '1',
  timeZone: 'America/New_York',
  calendar: 'us-equity',
  // An index has neither splits nor dividends, so its bars are the same under every adjustment.
  adjustment: 'raw',
  delaySec: 0,
  tradable: false,
};
const hit: InstrumentHit = { id: instrument.id, title: instrument.title, kind: instrument.kind };
const searchText = "index:spx s&p 500 s&p500 sp500 ^gspc standard and poor's us stock index";

/** `readText` reads a file of the plugin's assets; the parsed bars are kept, a failure is not. */
export function createHistory(readText: (name: string) => Promise<string>): DataProviderDef {
  let loading: Promise<BarColumns> | undefined;
  const load = () => {
    loading ??= readBars(readText).catch((error) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };
  return {
    id: 'history',
    title: 'S&P 500 history',
    description: 'Daily bars of the S&P 500 index, 3 January 2000 to 17 April 2020. Needs no network.',
    capabilities: {
      timeframes: [timeframe],
      history: 'bars',
      stream: [],
      maxBarsPerCall,
      lastBar: 'always-closed',
      stampedAt: 'open',
    },
    search: (query) => (matches(query) ? [hit] : []),
    resolve(id) {
      checkInstrument(id);
      return instrument;
    },
    async bars(request) {
      checkRequest(request);
      return cut(await load(), request);
    },
  };
}

async function readBars(readText: (name: string) => Promise<string>): Promise<BarColumns> {
  const text = await readText(file).catch((error) => {
    throw providerError('bad-response', `S&P 500 history cannot read its file ${file}: ${error.message}`);
  });
  return parsePriceFile(text, file);
}

/** Every word of the query must occur; no words match everything. */
function matches(query: string): boolean {
  const words = query.toLowerCase().split(/\s+/);
  return words.every((word) => searchText.includes(word));
}

function checkInstrument(id: string): void {
  if (id === instrument.id) return;
  throw providerError('not-found', `S&P 500 history has no instrument "${id}", only ${instrument.id}.`);
}

function checkRequest(request: BarsRequest): void {
  checkInstrument(request.id);
  if (request.timeframe !== timeframe) {
    throw providerError('unsupported', `S&P 500 history has daily bars (${timeframe}), not "${request.timeframe}".`);
  }
  if (!(Number.isInteger(request.countBack) && request.countBack > 0 && request.countBack <= maxBarsPerCall)) {
    throw providerError(
      'outside-range',
      `S&P 500 history gives 1 to ${maxBarsPerCall} bars at once, not ${request.countBack}.`,
    );
  }
  if (!Number.isFinite(request.to)) throw providerError('outside-range', 'The end of the range must be a time.');
}

/** The newest `countBack` bars that open before `to`. Views of the kept columns: the terminal copies them. */
function cut(all: BarColumns, { to, countBack }: BarsRequest): BarsAnswer {
  const end = countBefore(all.time, to);
  const start = Math.max(0, end - countBack);
  const part = (column: Float64Array) => column.subarray(start, end);
  return {
    columns: {
      length: end - start,
      time: part(all.time),
      open: part(all.open),
      high: part(all.high),
      low: part(all.low),
      close: part(all.close),
      volume: part(all.volume),
    },
    earlier: start > 0 ? 'yes' : 'no',
    lastClosed: true,
  };
}

/** How many of the ascending times lie before `to`. */
function countBefore(times: Float64Array, to: number): number {
  let low = 0;
  let high = times.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (times[middle]! < to) low = middle + 1;
    else high = middle;
  }
  return low;
}
