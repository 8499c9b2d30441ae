/** One frame in a runner: deliver what changed, give each plugin its turn in fair order, send back what came of it. */

import { CellFailure } from '../drivers/driver.ts';
import type { FromRunner, RunnerPolicy, Sample, TurnResult, TurnsHeader } from '../protocol.ts';
import type { FlightRecorder } from './flight-record.ts';
import type { Slot, SlotTurn } from './slot.ts';

interface Parts {
  readonly slots: Map<number, Slot>;
  readonly policy: RunnerPolicy;
  readonly flight: FlightRecorder;
  readonly send: (header: FromRunner, columns?: readonly Float64Array[]) => void;
  readonly stop: (slot: number, failure: CellFailure) => void;
  readonly contain: (slot: number, work: () => Promise<string | undefined>) => Promise<void>;
}

export class FrameTurn {
  readonly #parts: Parts;
  /** Slots that did not get their turn in the last frame; they go first. */
  #waiting: number[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  run(header: TurnsHeader, values: Float64Array): void {
    this.#deliver(header, values);
    const reply = new Reply(header.frame, this.#parts);
    const waiting = new Set(this.#waiting);
    this.#waiting = [];
    const order = [...waiting, ...[...this.#parts.slots.keys()].filter((slot) => !waiting.has(slot))];
    const started = performance.now();
    for (const number of order) {
      const slot = this.#parts.slots.get(number);
      if (!slot || slot.busy) continue;
      if (performance.now() - started > this.#parts.policy.frameMs) {
        if (slot.behind) this.#waiting.push(number);
        continue;
      }
      const done = this.#guard(number, () => slot.turn(header.time));
      if (done) reply.add(done);
    }
    this.#parts.flight.leave();
    let behind = false;
    for (const slot of this.#parts.slots.values()) behind ||= slot.behind;
    reply.end(behind);
  }

  /** Heap and CPU of every slot that is not running; one over its memory is stopped here. */
  sample(): void {
    const samples: Sample[] = [];
    for (const [number, slot] of this.#parts.slots) {
      if (slot.busy) continue;
      const sample = this.#guard(number, () => slot.sample());
      if (sample) samples.push(sample);
    }
    this.#parts.send({ type: 'samples', slots: samples });
  }

  #deliver(header: TurnsHeader, values: Float64Array): void {
    const { slots } = this.#parts;
    for (const entry of header.attach) this.#guard(entry.slot, () => slots.get(entry.slot)?.attach(entry));
    for (const [number, instance] of header.detach) this.#guard(number, () => slots.get(number)?.detach(instance));
    let at = 0;
    for (const entry of header.series) {
      const n = (entry.length - entry.from) * 6;
      const bars = values.subarray(at, at + n);
      at += n;
      for (const number of entry.slots)
        this.#guard(number, () => slots.get(number)?.write(entry.series, entry.from, entry.length, entry.closed, bars));
    }
    for (const [number, items] of header.items) {
      const slot = slots.get(number);
      if (!slot) continue;
      if (items.startsWith('{"t":"activate"') || items.startsWith('{"t":"deactivate"')) {
        const timeMs = header.time;
        void this.#parts.contain(number, () => slot.turnAside(`[${items}]`, timeMs, this.#parts.policy.startMs));
      } else slot.items.push(items);
    }
  }

  #guard<T>(number: number, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#parts.stop(number, error instanceof CellFailure ? error : new CellFailure('crashed', String(error)));
      return undefined;
    }
  }
}

/** Collects results into frames of bounded size. */
class Reply {
  readonly #frame: number;
  readonly #parts: Parts;
  #results: TurnResult[] = [];
  #columns: Float64Array[] = [];
  #doubles = 0;

  constructor(frame: number, parts: Parts) {
    this.#frame = frame;
    this.#parts = parts;
  }

  add({ result, columns }: SlotTurn): void {
    let doubles = 0;
    for (const column of columns) doubles += column.length;
    if (this.#doubles > 0 && this.#doubles + doubles > this.#parts.policy.replyDoubles) this.#flush(true, true);
    this.#results.push(result);
    this.#columns.push(...columns);
    this.#doubles += doubles;
  }

  end(behind: boolean): void {
    this.#flush(false, behind);
  }

  #flush(more: boolean, behind: boolean): void {
    this.#parts.send({ type: 'turned', frame: this.#frame, more, behind, results: this.#results }, this.#columns);
    this.#results = [];
    this.#columns = [];
    this.#doubles = 0;
  }
}
