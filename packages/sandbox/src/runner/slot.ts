/** One plugin inside a runner: its cell, its columns, and which windows its instances still have to compute. */

import { control, controlLength, instanceSet, job, outboxRows, seriesSet } from '@omnitrade/contracts/guest';
import { type Cell, CellFailure, type Driver } from '../drivers/driver.ts';
import type { AttachEntry, GuestBundle, JobResult, LoadLimits, Sample, TurnResult } from '../protocol.ts';
import { ColumnSet } from './column-set.ts';

const outputMaxChars = 64 * 1024;
const firstWindow = 2_000;
const maxWindow = 50_000;
/** A window grows while a turn is quicker than this and shrinks when slower, in milliseconds. */
const quickMs = 4;
const slowMs = 15;

interface Instance {
  readonly entry: AttachEntry;
  readonly set: ColumnSet;
  /** Values [0, done) follow the series. */
  done: number;
  failed: boolean;
}

interface Series {
  readonly set: ColumnSet;
  length: number;
  closed: number;
}

/** A window given to the guest; kept here because the guest can write to its control buffer. */
interface Job {
  readonly instance: Instance;
  readonly from: number;
  readonly to: number;
}

/** A reply part: the result and the columns that follow it in the frame. */
export interface SlotTurn {
  readonly result: TurnResult;
  readonly columns: Float64Array[];
}

export class Slot {
  readonly number: number;
  readonly plugin: string;
  readonly limits: LoadLimits;
  /** While `main` or `activate` runs on another thread, no turn may touch the cell. */
  busy = true;
  items: string[] = [];
  lastSample = 0;
  readonly #cell: Cell;
  readonly #enter: () => void;
  readonly #control = new Float64Array(new SharedArrayBuffer(controlLength * 8));
  readonly #outbox = new ColumnSetView(outboxRows);
  readonly #series = new Map<number, Series>();
  readonly #instances = new Map<number, Instance>();
  #window = firstWindow;
  /** Bytes of ours that the isolate counts as its own: control, outbox and columns. */
  #columnBytes: number;
  #again = false;

  constructor(given: {
    number: number;
    plugin: string;
    limits: LoadLimits;
    seed: number;
    time: number;
    guest: GuestBundle;
    driver: Driver;
    /** Writes the flight record: from here on this plugin is what the runner is in. */
    enter: () => void;
  }) {
    this.number = given.number;
    this.plugin = given.plugin;
    this.limits = given.limits;
    this.#enter = given.enter;
    this.#enter();
    this.#control[control.seed] = given.seed;
    this.#control[control.time] = given.time;
    this.#columnBytes = this.#control.byteLength + this.#outbox.buffer.byteLength;
    this.#cell = given.driver.createCell({
      plugin: given.plugin,
      limits: given.limits,
      guest: given.guest,
      control: this.#control.buffer as SharedArrayBuffer,
      outbox: this.#outbox.buffer,
    });
  }

  /** Evaluates `main`; the slot is busy meanwhile. Returns the outputs that came of it. */
  async load(modules: ReadonlyMap<string, string>, main: string, timeoutMs: number): Promise<string | undefined> {
    await this.#cell.load(modules, main, timeoutMs);
    this.busy = false;
    return this.#takeOutputs();
  }

  /** Runs items on another thread with a limit of their own (`activate`, `deactivate`). */
  async turnAside(items: string, timeMs: number, timeoutMs: number): Promise<string | undefined> {
    this.busy = true;
    this.#control[control.time] = timeMs;
    this.#control[control.jobs] = 0;
    await this.#cell.turnAside(items, timeoutMs);
    this.busy = false;
    return this.#takeOutputs();
  }

  attach(entry: AttachEntry): void {
    const set = new ColumnSet(instanceSet(entry.instance), entry.columns);
    this.#instances.set(entry.instance, { entry, set, done: 0, failed: false });
    // The series may be here already, for another instance.
    this.#reserve(set, Math.max(1, this.#seriesOf(entry.series).length));
  }

  detach(instance: number): void {
    const known = this.#instances.get(instance);
    if (!known) return;
    this.#instances.delete(instance);
    this.#enter();
    this.#columnBytes -= known.set.capacity * known.set.count * 8;
    this.#cell.dropColumns(known.set.set);
    const series = known.entry.series;
    if ([...this.#instances.values()].some((other) => other.entry.series === series)) return;
    const set = this.#series.get(series)?.set;
    this.#series.delete(series);
    if (!set) return;
    this.#columnBytes -= set.capacity * set.count * 8;
    this.#cell.dropColumns(set.set);
  }

  /** Takes bars [from, length) of a series into the plugin's own copy. */
  write(series: number, from: number, length: number, closed: number, values: Float64Array): void {
    const known = this.#seriesOf(series);
    this.#reserve(known.set, length);
    const n = length - from;
    for (let c = 0; c < 6; c++) known.set.columns[c]?.set(values.subarray(c * n, (c + 1) * n), from);
    known.length = length;
    known.closed = closed;
    for (const instance of this.#instances.values()) {
      if (instance.entry.series !== series) continue;
      if (from < instance.done) instance.done = from;
      this.#reserve(instance.set, length);
    }
  }

  get behind(): boolean {
    if (this.busy) return false;
    if (this.items.length > 0 || this.#again) return true;
    for (const instance of this.#instances.values()) if (this.#lags(instance)) return true;
    return false;
  }

  /** One turn: waiting items, then as many windows as fit. Returns undefined if there was nothing to do. */
  turn(timeMs: number): SlotTurn | undefined {
    const jobs = this.#planJobs();
    if (jobs.length === 0 && this.items.length === 0 && !this.#again) return undefined;
    const items = this.items.length === 0 ? '' : `[${this.items.join(',')}]`;
    this.items = [];
    this.#control[control.time] = timeMs;
    this.#enter();
    const started = performance.now();
    this.#cell.turn(items, this.limits.turnMs);
    const us = (performance.now() - started) * 1000;
    this.#adaptWindow(us / 1000, jobs);
    return this.#read(us, jobs);
  }

  sample(): Sample {
    this.#enter();
    const { cpuMs, heapBytes, externalBytes } = this.#cell.stats();
    const own = Math.max(0, externalBytes - this.#columnBytes);
    const used = heapBytes + own;
    if (used > this.limits.memoryMb * 1024 * 1024)
      throw new CellFailure('memory', `heap and buffers hold ${(used / 1048576).toFixed(1)} MB`, this.limits.memoryMb);
    return [this.number, cpuMs, heapBytes, own];
  }

  [Symbol.dispose](): void {
    this.#cell[Symbol.dispose]();
  }

  #seriesOf(series: number): Series {
    const known = this.#series.get(series);
    if (known) return known;
    const fresh = { set: new ColumnSet(seriesSet(series), 6), length: 0, closed: 0 };
    this.#series.set(series, fresh);
    this.#reserve(fresh.set, 1);
    return fresh;
  }

  #reserve(set: ColumnSet, length: number): void {
    if (length <= set.capacity) return;
    this.#enter();
    const before = set.capacity * set.count * 8;
    this.#columnBytes += set.reserve(length, this.#cell) - before;
    if (this.#columnBytes > this.limits.columnsMb * 1024 * 1024)
      throw new CellFailure('memory', 'its bar and plot columns are over their limit', this.limits.columnsMb);
  }

  #lags(instance: Instance): boolean {
    return !instance.failed && instance.done < (this.#series.get(instance.entry.series)?.length ?? 0);
  }

  #planJobs(): Job[] {
    const planned: Job[] = [];
    for (const instance of this.#instances.values()) {
      if (!this.#lags(instance) || planned.length === control.maxJobs) continue;
      const series = this.#series.get(instance.entry.series) as Series;
      const from = instance.done;
      const to = Math.min(series.length, from + this.#window);
      const at = control.firstJob + planned.length * control.jobStride;
      this.#control[at + job.instance] = instance.entry.instance;
      this.#control[at + job.from] = from;
      this.#control[at + job.to] = to;
      this.#control[at + job.closed] = series.closed;
      this.#control[at + job.series] = instance.entry.series;
      this.#control[at + job.status] = 0;
      planned.push({ instance, from, to });
    }
    this.#control[control.jobs] = planned.length;
    return planned;
  }

  #adaptWindow(ms: number, jobs: readonly Job[]): void {
    if (jobs.length === 0) return;
    if (ms < quickMs) this.#window = Math.min(maxWindow, this.#window * 2);
    else if (ms > slowMs) this.#window = Math.max(16, this.#window >> 1);
  }

  /** Reads everything by our own layout and bounds; what the guest wrote are only values and flags. */
  #read(us: number, planned: readonly Job[]): SlotTurn {
    const columns: Float64Array[] = [];
    const jobs = planned.map(({ instance, from, to }, n): JobResult => {
      const done = this.#control[control.firstJob + n * control.jobStride + job.status] === 1;
      instance.failed = !done;
      if (!done) return [instance.entry.instance, from, from, 2];
      instance.done = to;
      for (let c = 0; c < instance.entry.outputs; c++)
        columns.push((instance.set.columns[c] as Float64Array).slice(from, to));
      return [instance.entry.instance, from, to, 1];
    });
    const box = this.#takeBox(columns);
    const outputs = this.#takeOutputs();
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

  #takeBox(columns: Float64Array[]): [number, number] | undefined {
    const rows = this.#control[control.boxRows] as number;
    const id = this.#control[control.boxId] as number;
    if (rows === 0) return undefined;
    this.#control[control.boxRows] = 0;
    this.#control[control.boxTaken] = 1;
    if (!Number.isInteger(rows) || rows < 0 || rows > outboxRows || !Number.isInteger(id)) return undefined;
    for (const column of this.#outbox.columns) columns.push(column.slice(0, rows));
    return [id, rows];
  }

  #takeOutputs(): string | undefined {
    if (this.#control[control.outputs] === 0) return undefined;
    this.#enter();
    const text = this.#cell.collect();
    if (text.length > outputMaxChars + 1024)
      throw new CellFailure('output-too-long', `a turn's messages hold ${text.length} characters`, outputMaxChars);
    return text;
  }
}

/** The outbox: six columns of fixed capacity through which rows of bars leave a plugin. */
class ColumnSetView {
  readonly buffer: SharedArrayBuffer;
  readonly columns: readonly Float64Array[];

  constructor(rows: number) {
    this.buffer = new SharedArrayBuffer(rows * 6 * 8);
    this.columns = Array.from({ length: 6 }, (_, i) => new Float64Array(this.buffer, i * rows * 8, rows));
  }
}
