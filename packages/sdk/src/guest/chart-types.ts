/** `chart.type` inside the isolate: definitions, instances on charts, and the bars each of them has made. */

import type { ChartTypeCall, ChartTypeDef, Instrument, MadeBars } from '@omnitrade/contracts';
import type { TurnItem } from '@omnitrade/contracts/guest';
import { instanceColumns, sendRows, seriesColumns } from './column-sets.ts';
import { send, sendAnyway, sendFailure } from './outputs.ts';

type Inputs = Readonly<Record<string, number | boolean | string>>;
type Transform = (call: ChartTypeCall) => unknown;

interface Attached {
  readonly transform: Transform;
  readonly series: number;
  readonly p: Inputs;
  readonly instrument: Instrument;
  readonly made: Made;
}

const { freeze } = Object;
const { apply } = Reflect;
const { isInteger } = Number;
const { min, max } = Math;
const transforms = new Map<string, Transform>();
const attached = new Map<number, Attached>();
const names = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Growable columns; tells from which bar on they changed since it was asked last. */
class Made implements MadeBars {
  length = 0;
  time = new Float64Array(256);
  open = new Float64Array(256);
  high = new Float64Array(256);
  low = new Float64Array(256);
  close = new Float64Array(256);
  volume = new Float64Array(256);
  #changed = 0;

  keep(count: number): void {
    if (!isInteger(count) || count < 0 || count > this.length)
      throw new RangeError(`keep(${count}): there are ${this.length} bars.`);
    this.length = count;
    this.#changed = min(this.#changed, count);
  }

  add(time: number, open: number, high: number, low: number, close: number, volume: number): void {
    const at = this.length;
    if (at === this.time.length) this.#grow();
    this.time[at] = time;
    this.open[at] = open;
    this.high[at] = high;
    this.low[at] = low;
    this.close[at] = close;
    this.volume[at] = volume;
    this.length = at + 1;
  }

  /** The first bar that differs from what was told last. */
  takeChanged(): number {
    const from = min(this.#changed, this.length);
    this.#changed = this.length;
    return from;
  }

  #grow(): void {
    for (const name of names) {
      const larger = new Float64Array(this.length * 2);
      larger.set(this[name]);
      this[name] = larger;
    }
  }
}

/** `charts.addChartType`: declares it to the terminal; throws a TypeError that names the missing field. */
export function addChartType(def: ChartTypeDef): void {
  for (const field of ['id', 'title'] as const)
    if (def?.[field] === undefined) throw new TypeError(`addChartType: '${field}' is missing.`);
  const { id, title, shortTitle, description, inputs = {}, style = 'candles', synthetic = false, transform } = def;
  if (transform !== undefined && typeof transform !== 'function')
    throw new TypeError(`addChartType: transform of '${id}' is not a function.`);
  if (transforms.has(id)) throw new TypeError(`addChartType: '${id}' was added before.`);
  const info = { title, shortTitle, description, inputs, style, synthetic, transforms: transform !== undefined };
  send({ t: 'contribute', point: 'chart.type', id, info: info as never });
  transforms.set(id, (call) => transform && apply(transform, def, [call as never]));
}

export function attachChartType(item: Extract<TurnItem, { t: 'attach' }>): void {
  const transform = transforms.get(item.contribution);
  if (!transform)
    return sendFailure(new Error(`There is no chart type '${item.contribution}'.`), (error) => ({
      t: 'instance-failed',
      instance: item.instance,
      error,
    }));
  const p = freeze({ ...item.p }) as Inputs;
  const { series, instrument } = item;
  attached.set(item.instance, { transform, series, p, instrument: freeze(instrument), made: new Made() });
  sendAnyway({ t: 'attached', instance: item.instance, warmup: 0 });
}

/** Returns whether it was one. */
export const detachChartType = (instance: number): boolean => attached.delete(instance);
/** Its bars lie in its columns; it is called when they changed. */
export const isChartType = (instance: number): boolean => attached.has(instance);

interface Ask {
  readonly instance: number;
  readonly from: number;
  readonly length: number;
  readonly closed: number;
}

/** The call `type.transform`: answers with where its bars changed, how many of them are final, and the bars from there. */
export function callChartType({ id, args }: Extract<TurnItem, { t: 'call' }>): void {
  try {
    const ask = args[0] as unknown as Ask;
    const one = attached.get(ask.instance);
    const columns = one && seriesColumns(one.series);
    const own = instanceColumns(ask.instance)?.[0];
    if (!one || !columns || !own) throw new Error('The chart type is not on a chart.');
    const { made } = one;
    const result = one.transform(freeze(toCall(one, ask, columns, own)));
    const open = ask.closed < ask.length ? 1 : 0;
    const given = (result as { closed?: unknown } | undefined)?.closed;
    const closed = isInteger(given) ? (given as number) : max(0, made.length - open);
    const from = made.takeChanged();
    const length = made.length - from;
    const value = { from, closed } as never;
    const done = () => send({ t: 'return', id, ok: true, value, rows: length });
    if (length === 0) return done();
    const rest = (name: (typeof names)[number]) => made[name].slice(from, made.length);
    sendRows({
      id,
      length,
      done,
      columns: {
        time: rest('time'),
        open: rest('open'),
        high: rest('high'),
        low: rest('low'),
        close: rest('close'),
        volume: rest('volume'),
      },
    });
  } catch (thrown) {
    sendFailure(thrown, (error) => ({ t: 'return', id, ok: false, error }));
  }
}

function toCall(one: Attached, ask: Ask, columns: readonly Float64Array[], own: Float64Array): ChartTypeCall {
  const view = (at: number) => (columns[at] as Float64Array).subarray(0, ask.length);
  const bars = {
    length: ask.length,
    time: view(0),
    open: view(1),
    high: view(2),
    low: view(3),
    close: view(4),
    volume: view(5),
  };
  const { p, made, instrument } = one;
  const perBar = own.subarray(0, ask.length);
  return { p, in: freeze(bars), out: made, perBar, from: ask.from, closed: ask.closed, instrument };
}
