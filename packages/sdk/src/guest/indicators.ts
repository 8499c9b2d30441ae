/** `chart.indicator` inside the isolate: definitions, attached instances, and the windows they compute. */

import type { IndicatorCall, IndicatorDef, Instrument } from '@omnitrade/contracts';
import { control, job, type TurnItem } from '@omnitrade/contracts/guest';
import { isChartType } from './chart-types.ts';
import { instanceColumns, seriesColumns } from './column-sets.ts';
import { send, sendAnyway, sendFailure } from './outputs.ts';
import { fillSource, isSource } from './sources.ts';
import { isRun } from './trading.ts';

type Inputs = Readonly<Record<string, number | boolean | string>>;

interface Attached {
  readonly number: number;
  readonly def: Declared;
  readonly series: number;
  readonly p: Inputs;
  /** What the input named `source` selects. */
  readonly source: string;
  readonly instrument: Instrument;
  /** Views of the current length, made anew only when it changes. */
  views: Views | undefined;
}

interface Views extends Pick<IndicatorCall, 'in' | 'out' | 'state'> {
  readonly length: number;
  /** The buffers they look into. */
  readonly bars: readonly Float64Array[];
  readonly own: readonly Float64Array[];
  /** The columns of `out`, in order. */
  readonly outputs: readonly Float64Array[];
}

/** An indicator as it was when it was added: what the author's object becomes later changes nothing. */
interface Declared {
  readonly id: string;
  readonly keys: readonly string[];
  readonly states: readonly string[];
  readonly warmup: (p: Inputs) => number;
  readonly converge: ((p: Inputs) => number) | undefined;
  readonly calc: (call: IndicatorCall) => void;
}

const { freeze, fromEntries } = Object;
const { apply } = Reflect;
const { isInteger } = Number;
const defs = new Map<string, Declared>();
const attached = new Map<number, Attached>();

const fields = ['id', 'title', 'outputs', 'warmup', 'calc'] as const;

/** `charts.addIndicator`: declares it to the terminal; throws a TypeError that names the missing field. */
export function addIndicator(def: IndicatorDef): void {
  for (const field of fields)
    if (def?.[field] === undefined) throw new TypeError(`addIndicator: '${field}' is missing.`);
  if (typeof def.calc !== 'function') throw new TypeError(`addIndicator: calc of '${def.id}' is not a function.`);
  if (defs.has(def.id)) throw new TypeError(`addIndicator: '${def.id}' was added before.`);
  const { id, title, shortTitle, description, inputs = {}, outputs, levels, state = [], repaint = 'last-bar' } = def;
  const { warmup, converge, calc } = def;
  const info = { title, shortTitle, description, inputs, outputs, levels, state, repaint };
  send({ t: 'contribute', point: 'chart.indicator', id, info: info as never });
  defs.set(id, {
    id,
    keys: outputs.map(({ key }) => key),
    states: [...state],
    warmup: (p) => apply(warmup, def, [p as never]),
    converge: typeof converge === 'function' ? (p) => apply(converge, def, [p as never]) : undefined,
    calc: (call) => apply(calc, def, [call as never]),
  });
}

export function attachInstance(item: Extract<TurnItem, { t: 'attach' }>): void {
  const def = defs.get(item.contribution);
  if (!def) return fail(item.instance, new Error(`There is no indicator '${item.contribution}'.`));
  const p = freeze({ ...item.p }) as Inputs;
  const instance: Attached = {
    number: item.instance,
    def,
    series: item.series,
    p,
    source: isSource(p.source) ? p.source : 'close',
    instrument: freeze(item.instrument),
    views: undefined,
  };
  try {
    const warmup = def.warmup(p);
    if (!isInteger(warmup) || warmup < 0)
      throw new RangeError(`warmup of '${def.id}' must be a whole number of bars, not ${warmup}.`);
    const converge = def.converge?.(p);
    if (converge !== undefined && (!isInteger(converge) || converge < 0))
      throw new RangeError(`converge of '${def.id}' must be a whole number of bars, not ${converge}.`);
    attached.set(item.instance, instance);
    sendAnyway({ t: 'attached', instance: item.instance, warmup, ...(converge !== undefined && { converge }) });
  } catch (error) {
    fail(item.instance, error);
  }
}

export function detachInstance(instance: number): void {
  attached.delete(instance);
}

/** Runs the windows the runner wrote into the control buffer, one after the other. */
export function runJobs(flags: Float64Array): void {
  const count = flags[control.jobs] as number;
  for (let n = 0; n < count; n++) {
    const at = control.firstJob + n * control.jobStride;
    const number = flags[at + job.instance] as number;
    const instance = attached.get(number);
    // The bars of a run lie in its columns; it hears of them step by step.
    let status = isRun(number) || isChartType(number) ? 1 : 2;
    if (instance) {
      try {
        // Read from doubles these would be doubles, and every index an author makes of them with each step of a loop.
        const from = (flags[at + job.from] as number) | 0;
        const to = (flags[at + job.to] as number) | 0;
        const closed = (flags[at + job.closed] as number) | 0;
        compute(instance, from, to, closed);
        status = 1;
      } catch (error) {
        attached.delete(instance.number);
        fail(instance.number, error);
      }
    }
    flags[at + job.status] = status;
  }
  flags[control.jobs] = 0;
}

function compute(instance: Attached, from: number, to: number, closed: number): void {
  const { def, p, instrument } = instance;
  const views = viewsOf(instance, to);
  fillSource(instance.series, instance.source, from, to);
  // Most turns bring one bar to a young isolate: what runs here is interpreted, so the plainest code is the quickest.
  const { outputs } = views;
  for (let i = 0; i < outputs.length; i++) (outputs[i] as Float64Array).fill(Number.NaN, from, to);
  def.calc({ p, in: views.in, out: views.out, state: views.state, from, to, closed, instrument });
}

function viewsOf(instance: Attached, length: number): Views {
  const bars = seriesColumns(instance.series);
  const own = instanceColumns(instance.number);
  if (!bars || !own) throw new Error('The columns of this instance are not here.');
  const known = instance.views;
  if (known && known.length === length && known.bars === bars && known.own === own) return known;
  const cut = (column: Float64Array | undefined) => (column as Float64Array).subarray(0, length);
  const source = fillSource(instance.series, instance.source, 0, 0);
  const { keys, states } = instance.def;
  const outputs = keys.map((_, i) => cut(own[i]));
  instance.views = {
    length,
    bars,
    own,
    outputs,
    in: freeze({
      length,
      time: cut(bars[0]),
      open: cut(bars[1]),
      high: cut(bars[2]),
      low: cut(bars[3]),
      close: cut(bars[4]),
      volume: cut(bars[5]),
      source: cut(source),
    }),
    out: freeze(fromEntries(keys.map((key, i) => [key, outputs[i] as Float64Array]))),
    state: freeze(fromEntries(states.map((name, i) => [name, cut(own[keys.length + i])]))),
  };
  return instance.views;
}

function fail(instance: number, thrown: unknown): void {
  sendFailure(thrown, (error) => ({ t: 'instance-failed', instance, error }));
}
