/** A series of bars that a test can change in each of the legal ways, telling the sandbox. */

import {
  type BarColumnName,
  barColumnNames,
  type DeltaKind,
  type Instrument,
  type SeriesDelta,
  type SeriesId,
  type SeriesReader,
} from '@omnitrade/contracts';

export const testInstrument = {
  id: 'TEST:ONE',
  title: 'Test',
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
} as unknown as Instrument;

type Columns = Record<BarColumnName, Float64Array>;

export class TestSeries implements SeriesReader {
  readonly id: SeriesId;
  readonly instrument = testInstrument;
  readonly timeframe = '1D';
  rev = 1;
  length: number;
  columns: Columns;
  readonly #publish: ((delta: SeriesDelta) => void) | undefined;

  constructor(length: number, publish?: (delta: SeriesDelta) => void, name = 'TEST:ONE@1D') {
    this.id = name as SeriesId;
    this.length = length;
    this.#publish = publish;
    this.columns = makeBars(length, 1);
  }

  get closed(): number {
    return Math.max(0, this.length - 1);
  }

  /** New bars at the end. */
  append(count: number): void {
    const fresh = makeBars(count, this.rev + 7);
    const from = this.length;
    this.#resize(this.length + count);
    for (const name of barColumnNames) this.columns[name].set(fresh[name], from);
    for (let i = from; i < this.length; i++) this.columns.time[i] = i * 86_400_000;
    this.#changed('append', from);
  }

  /** The last bar moves. */
  tick(close: number): void {
    this.columns.close[this.length - 1] = close;
    this.#changed('tick', this.length - 1);
  }

  amend(index: number, close: number): void {
    this.columns.close[index] = close;
    this.#changed('amend', index);
  }

  /** Everything is new, and possibly shorter. */
  reset(length: number): void {
    this.length = length;
    this.columns = makeBars(length, this.rev + 99);
    this.#changed('reset', 0);
  }

  #resize(length: number): void {
    if (length > this.columns.time.length)
      for (const name of barColumnNames) {
        const longer = new Float64Array(length * 2);
        longer.set(this.columns[name]);
        this.columns[name] = longer;
      }
    this.length = length;
  }

  #changed(kind: DeltaKind, from: number): void {
    this.rev++;
    const { id: series, rev, length, closed } = this;
    this.#publish?.({ series, rev, kind, from, length, closed });
  }
}

/** A random walk that is the same for the same seed. */
export function makeBars(length: number, seed: number): Columns {
  const columns = Object.fromEntries(barColumnNames.map((name) => [name, new Float64Array(length)])) as Columns;
  let state = seed >>> 0 || 1;
  const random = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 4294967296;
  };
  let price = 100;
  for (let i = 0; i < length; i++) {
    const open = price;
    price = Math.max(1, price + random() - 0.5);
    columns.time[i] = i * 86_400_000;
    columns.open[i] = open;
    columns.high[i] = Math.max(open, price) + random();
    columns.low[i] = Math.min(open, price) - random() / 2;
    columns.close[i] = price;
    columns.volume[i] = Math.floor(random() * 1e6);
  }
  return columns;
}
