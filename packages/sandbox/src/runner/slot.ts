/** One plugin inside a runner: its cell, its columns, and which windows its instances still have to compute. */

import type { GuestError } from '@omnitrade/contracts';
import {
  control,
  controlLength,
  instanceSet,
  job,
  outboxRows,
  seriesSet,
  turnOutputMaxChars,
} from '@omnitrade/contracts/guest';
import { type CallLimit, type Cell, CellFailure, type Driver } from '../drivers/driver.ts';
import type {
  AttachEntry,
  DictatedWindow,
  GuestBundle,
  JobResult,
  LoadLimits,
  ModuleLinks,
  Sample,
  SeriesEntry,
  TurnResult,
} from '../protocol.ts';
import { ColumnSet } from './column-set.ts';
import { MemoryWatch } from './memory-watch.ts';
import { PlainModules } from './plain-modules.ts';
import type { ThreadClock } from './thread-clock.ts';
import { TurnProfile } from './turn-profile.ts';
import { type Lagging, type Window, WindowPlan } from './window-plan.ts';

interface Instance extends Lagging {
  readonly number: number;
  readonly series: Series;
  readonly set: ColumnSet;
  readonly unsettled: number;
  failed: boolean;
}

interface Series {
  readonly number: number;
  readonly set: ColumnSet;
  length: number;
  closed: number;
}

/** A turn that had less of the processor than this share of its limit when the clock ended it was starved. */
const starvedShare = 0.5;

/** A reply part: the result and the columns that follow it in the frame. They are views, good until the slot's next turn. */
export interface SlotTurn {
  readonly result: TurnResult;
  readonly columns: Float64Array[];
}

export interface SlotSpec {
  readonly number: number;
  readonly plugin: string;
  readonly limits: LoadLimits;
  readonly seed: number;
  readonly guest: GuestBundle;
  readonly links?: ModuleLinks;
  readonly driver: Driver;
  readonly onCatastrophe: () => void;
  readonly clock: ThreadClock;
  /** Writes the flight record: from here on this plugin is what the runner is in. */
  readonly enter: () => void;
}

export class Slot {
  readonly number: number;
  /** Pieces of work that run or wait to run on another thread; while there are any, no turn may touch the cell. */
  asides = 0;
  /** One of them is on its thread now. */
  running = false;
  items: string[] = [];
  /** Present while some of its turns are measured. */
  profile: TurnProfile | undefined;
  readonly #spec: SlotSpec;
  #cell: Cell | undefined;
  readonly #control = new Float64Array(new SharedArrayBuffer(controlLength * 8));
  readonly #outbox = new Outbox(this.#control);
  readonly #series = new Map<number, Series>();
  readonly #instances: Instance[] = [];
  readonly #plan = new WindowPlan();
  readonly #memory: MemoryWatch;
  #again = false;
  /** Processor time of turns; of calls on other threads the time they took. */
  #cpuMs = 0;

  constructor(spec: SlotSpec) {
    this.number = spec.number;
    this.#spec = spec;
    this.#memory = new MemoryWatch(spec.limits, this.#control.byteLength + this.#outbox.buffer.byteLength);
  }

  /** Makes the cell and evaluates `main`. Returns the outputs that came of it. */
  async load(modules: ReadonlyMap<string, string>, main: string, timeMs: number, limit: CallLimit): Promise<string> {
    const { plugin, limits, guest, links, driver, onCatastrophe, seed } = this.#spec;
    this.#spec.enter();
    this.#control[control.seed] = seed;
    this.#control[control.time] = timeMs;
    this.#cell = driver.createCell({
      plugin,
      limits,
      guest,
      ...(links && { links }),
      control: this.#control.buffer as SharedArrayBuffer,
      outbox: this.#outbox.buffer,
      onCatastrophe,
    });
    const started = performance.now();
    await this.#cell.load(new PlainModules(modules, onCatastrophe), main, limit);
    this.#cpuMs += performance.now() - started;
    return this.#takeOutputs(undefined) ?? '[]';
  }

  /** Delivers all that waits on another thread, with a limit of its own. */
  async turnAside(timeMs: number, limit: CallLimit): Promise<string> {
    this.#control[control.time] = timeMs;
    this.#control[control.jobs] = 0;
    const started = performance.now();
    const uncaught = await this.#live.turnAside(this.#takeItems(), limit);
    this.#cpuMs += performance.now() - started;
    this.#again = this.#control[control.again] === 1 || this.#outbox.filled;
    return this.#takeOutputs(uncaught) ?? '[]';
  }

  attach(entry: AttachEntry): void {
    const set = new ColumnSet(instanceSet(entry.instance), entry.columns);
    const series = this.#seriesOf(entry.series);
    const { instance: number, outputs, unsettled = 0 } = entry;
    this.#instances.push({ number, series, set, outputs, unsettled, done: 0, failed: false });
    this.#reserve(set, series.length);
  }

  detach(instance: number): void {
    const at = this.#instances.findIndex(({ number }) => number === instance);
    const [known] = at < 0 ? [] : this.#instances.splice(at, 1);
    if (!known) return;
    this.#drop(known.set);
    const { series } = known;
    if (this.#instances.some((other) => other.series === series)) return;
    this.#series.delete(series.number);
    this.#drop(series.set);
  }

  /** Takes bars [from, length) of a series into the plugin's own copy. */
  write({ series, from, length, closed, total }: SeriesEntry, values: Float64Array): void {
    const known = this.#seriesOf(series);
    const room = Math.max(length, total);
    this.#reserve(known.set, room);
    copyBars(values, known.set.columns, from, length - from);
    known.length = length;
    known.closed = closed;
    for (const instance of this.#instances) {
      if (instance.series !== known) continue;
      instance.done = Math.min(instance.done, Math.max(0, from - instance.unsettled));
      this.#reserve(instance.set, room);
    }
  }

  /** It is to hear something, bars aside. */
  get isAddressed(): boolean {
    return this.asides === 0 && (this.items.length > 0 || this.#again);
  }

  get behind(): boolean {
    if (this.asides > 0) return false;
    if (this.isAddressed) return true;
    for (const { failed, done, series } of this.#instances) if (!failed && done < series.length) return true;
    return false;
  }

  /** One turn: waiting items, then as many windows as fit. Returns undefined if there was nothing to do. */
  turn(timeMs: number, patience: number, dictated?: readonly DictatedWindow[]): SlotTurn | undefined {
    const windows = this.#planJobs(dictated);
    if (windows.length === 0 && this.items.length === 0 && !this.#again) return undefined;
    const items = this.#takeItems();
    this.#control[control.time] = timeMs;
    this.#spec.enter();
    const started = performance.now();
    this.profile?.begin();
    const uncaught = this.#call(items, patience, started);
    this.profile?.end();
    const wallMs = performance.now() - started;
    const cpuMs = this.#spec.clock.spent(wallMs);
    this.#cpuMs += cpuMs;
    const { turnMs } = this.#spec.limits;
    if (cpuMs > turnMs + this.#graceMs) throw new CellFailure('timeout', '', turnMs);
    if (windows.length > 0) this.#plan.adapt(cpuMs);
    return this.#read(wallMs * 1000, windows, uncaught);
  }

  /** The turn itself. One that the clock ended without its having had the processor was not too slow: the machine was busy. */
  #call(items: string, patience: number, started: number): GuestError | undefined {
    const { turnMs } = this.#spec.limits;
    try {
      return this.#live.turn(items, { limitMs: turnMs, wallMs: (turnMs + this.#graceMs) * patience });
    } catch (error) {
      if (!(error instanceof CellFailure) || error.code !== 'timeout') throw error;
      if (this.#spec.clock.spent(performance.now() - started) > turnMs * starvedShare) throw error;
      throw new CellFailure('starved', error.message, turnMs);
    }
  }

  /** Measuring takes part of the time of a turn. */
  get #graceMs(): number {
    return this.profile ? TurnProfile.graceMs : 0;
  }

  /** Measures turns for that long; undefined where the engine cannot. */
  startProfile(ms: number): TurnProfile | undefined {
    const cell = this.#cell;
    const { startProfile, stopProfile } = cell ?? {};
    if (!startProfile || !stopProfile) return undefined;
    this.profile = new TurnProfile({ startProfile: startProfile.bind(cell), stopProfile: stopProfile.bind(cell) }, ms);
    return this.profile;
  }

  sample(): Sample {
    this.#spec.enter();
    const { heapBytes, externalBytes, heldBytes } = this.#live.stats();
    return [this.number, this.#cpuMs, heapBytes, this.#memory.check(heapBytes, externalBytes), heldBytes];
  }

  [Symbol.dispose](): void {
    this.#cell?.[Symbol.dispose]();
  }

  get #live(): Cell {
    if (!this.#cell) throw new CellFailure('crashed', 'it was not loaded');
    return this.#cell;
  }

  #takeItems(): string {
    if (this.items.length === 0) return '';
    const items = `[${this.items.join(',')}]`;
    this.items = [];
    return items;
  }

  #seriesOf(series: number): Series {
    const known = this.#series.get(series);
    if (known) return known;
    const fresh = { number: series, set: new ColumnSet(seriesSet(series), 6), length: 0, closed: 0 };
    this.#series.set(series, fresh);
    return fresh;
  }

  #reserve(set: ColumnSet, length: number): void {
    const capacity = set.capacityFor(length);
    if (capacity === set.capacity) return;
    this.#spec.enter();
    this.#memory.grow(capacity * set.count * 8, set.bytes);
    set.reserve(length, this.#live);
  }

  #drop(set: ColumnSet): void {
    this.#spec.enter();
    this.#memory.drop(set.bytes);
    this.#live.dropColumns(set.set);
  }

  /** Writes the windows of this turn where the guest reads them; we keep our own, since it can write there too. */
  #planJobs(dictated: readonly DictatedWindow[] | undefined): Window<Instance>[] {
    const windows = dictated ? this.#asDictated(dictated) : this.#plan.plan(this.#instances, control.maxJobs);
    for (let n = 0; n < windows.length; n++) {
      const { instance, from, to } = windows[n] as Window<Instance>;
      const at = control.firstJob + n * control.jobStride;
      this.#control[at + job.instance] = instance.number;
      this.#control[at + job.from] = from;
      this.#control[at + job.to] = to;
      this.#control[at + job.closed] = Math.min(to, instance.series.closed);
      this.#control[at + job.series] = instance.series.number;
      this.#control[at + job.status] = 0;
    }
    this.#control[control.jobs] = windows.length;
    return windows;
  }

  /** Which windows there were depended on time; a replay repeats them. */
  #asDictated(dictated: readonly DictatedWindow[]): Window<Instance>[] {
    return dictated.slice(0, control.maxJobs).flatMap(([number, from, to]) => {
      const instance = this.#instances.find((one) => one.number === number);
      return instance && from <= to && to <= instance.series.length ? [{ instance, from, to }] : [];
    });
  }

  /** Reads everything by our own layout and bounds; what the guest wrote are only values and flags. */
  #read(us: number, windows: readonly Window<Instance>[], uncaught: GuestError | undefined): SlotTurn {
    const columns: Float64Array[] = [];
    const jobs = windows.map(({ instance, from, to }, n): JobResult => {
      const done = this.#control[control.firstJob + n * control.jobStride + job.status] === 1;
      instance.failed = !done;
      if (!done) return [instance.number, from, to, 2];
      instance.done = to;
      for (let c = 0; c < instance.outputs; c++)
        columns.push((instance.set.columns[c] as Float64Array).subarray(from, to));
      return [instance.number, from, to, 1];
    });
    const box = this.#outbox.take(columns);
    const outputs = this.#takeOutputs(uncaught);
    this.#again = this.#control[control.again] === 1;
    return {
      result: {
        slot: this.number,
        us: Math.round(us),
        ...(jobs.length > 0 && { jobs }),
        ...(box && { box }),
        ...(outputs !== undefined && { outputs }),
      },
      columns,
    };
  }

  #takeOutputs(uncaught: GuestError | undefined): string | undefined {
    let text: string | undefined;
    if (this.#control[control.outputs] !== 0) {
      this.#spec.enter();
      text = this.#live.collect();
      if (text.length > turnOutputMaxChars)
        throw new CellFailure(
          'output-too-long',
          `a turn's messages hold ${text.length} characters`,
          turnOutputMaxChars,
        );
    }
    if (!uncaught) return text;
    const report = JSON.stringify({ t: 'uncaught', error: uncaught });
    return text && text !== '[]' ? `${text.slice(0, -1)},${report}]` : `[${report}]`;
  }
}

/** Bars of one frame lie column after column. For the few of a tick, views would cost more than the copy. */
function copyBars(values: Float64Array, columns: readonly Float64Array[], from: number, n: number): void {
  for (let c = 0; c < columns.length; c++) {
    const column = columns[c] as Float64Array;
    if (n > 8) column.set(values.subarray(c * n, (c + 1) * n), from);
    else for (let i = 0; i < n; i++) column[from + i] = values[c * n + i] as number;
  }
}

/** The outbox: six columns of fixed capacity through which rows of bars leave a plugin. */
class Outbox {
  readonly buffer = new SharedArrayBuffer(outboxRows * 6 * 8);
  readonly #columns = Array.from(
    { length: 6 },
    (_, i) => new Float64Array(this.buffer, i * outboxRows * 8, outboxRows),
  );
  readonly #control: Float64Array;

  constructor(controlView: Float64Array) {
    this.#control = controlView;
  }

  get filled(): boolean {
    return this.#control[control.boxRows] !== 0;
  }

  /** Takes the rows that lie in it and lets the guest refill it; what is no possible box is thrown away. */
  take(columns: Float64Array[]): [id: number, rows: number] | undefined {
    const rows = this.#control[control.boxRows] as number;
    const id = this.#control[control.boxId] as number;
    if (rows === 0) return undefined;
    this.#control[control.boxRows] = 0;
    this.#control[control.boxTaken] = 1;
    if (!Number.isInteger(rows) || rows < 0 || rows > outboxRows || !Number.isSafeInteger(id) || id < 0)
      return undefined;
    for (const column of this.#columns) columns.push(column.subarray(0, rows));
    return [id, rows];
  }
}
