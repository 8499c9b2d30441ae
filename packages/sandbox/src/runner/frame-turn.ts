/** One frame in a runner: deliver what changed, give each plugin its turn in fair order, send back what came of it. */

import { CellFailure } from '../drivers/driver.ts';
import type { FromRunner, RunnerPolicy, Sample, TurnResult, TurnsHeader } from '../protocol.ts';
import type { FlightRecorder } from './flight-record.ts';
import type { Slot, SlotTurn } from './slot.ts';
import type { ThreadClock } from './thread-clock.ts';

interface Parts {
  readonly slots: Map<number, Slot>;
  readonly policy: RunnerPolicy;
  readonly flight: FlightRecorder;
  readonly clock: ThreadClock;
  readonly send: (header: FromRunner, columns?: readonly Float64Array[]) => void;
  readonly stop: (slot: number, failure: CellFailure) => void;
  /** Has the slot's waiting items delivered beside the frames. */
  readonly turnAside: (slot: Slot, header: TurnsHeader) => void;
}

export class FrameTurn {
  readonly #parts: Parts;
  /** Slots that did not get their turn in the last frame; they go first. */
  #waiting: number[] = [];

  constructor(parts: Parts) {
    this.#parts = parts;
  }

  run(header: TurnsHeader, values: Float64Array): void {
    const { slots, policy, flight, clock } = this.#parts;
    this.#deliver(header, values);
    const reply = new Reply(header.frame, this.#parts);
    const order = this.#waiting.length === 0 ? slots.keys() : new Set([...this.#waiting, ...slots.keys()]);
    this.#waiting = [];
    const dictated = header.dictated && new Map(header.dictated);
    const resting = new Set(header.resting);
    clock.mark();
    const started = performance.now();
    for (const number of order) {
      const slot = slots.get(number);
      if (!slot || slot.asides > 0) continue;
      const windows = dictated?.get(number);
      if (dictated && !windows) continue;
      if (resting.has(number) && !slot.isAddressed) continue;
      if (performance.now() - started > policy.frameMs) {
        if (slot.behind) this.#waiting.push(number);
        continue;
      }
      const done = this.#guard(number, () => slot.turn(header.time, header.patience, windows));
      if (done) reply.add(done);
    }
    flight.leave();
    let behind = false;
    for (const [number, slot] of slots) behind ||= slot.behind && (!resting.has(number) || slot.isAddressed);
    reply.end(behind);
  }

  /** Heap and CPU of every slot that is not running; one over its memory is stopped here. */
  sample(): void {
    const samples: Sample[] = [];
    for (const [number, slot] of this.#parts.slots) {
      if (slot.asides > 0) continue;
      const sample = this.#guard(number, () => slot.sample());
      if (sample) samples.push(sample);
    }
    this.#parts.flight.leave();
    this.#parts.send({ type: 'samples', slots: samples });
  }

  #deliver(header: TurnsHeader, values: Float64Array): void {
    const { slots } = this.#parts;
    for (const [number, instance] of header.detach) this.#guard(number, () => slots.get(number)?.detach(instance));
    for (const entry of header.attach) this.#guard(entry.slot, () => slots.get(entry.slot)?.attach(entry));
    let at = 0;
    for (const entry of header.series) {
      const n = (entry.length - entry.from) * 6;
      const bars = values.subarray(at, at + n);
      at += n;
      for (const number of entry.slots) this.#guard(number, () => slots.get(number)?.write(entry, bars));
    }
    for (const [number, item, aside] of header.items) {
      const slot = slots.get(number);
      if (!slot) continue;
      slot.items.push(item);
      if (aside) this.#parts.turnAside(slot, header);
    }
  }

  #guard<T>(number: number, work: () => T): T | undefined {
    try {
      return work();
    } catch (error) {
      this.#parts.stop(number, toFailure(error));
      return undefined;
    }
  }
}

export function toFailure(error: unknown): CellFailure {
  return error instanceof CellFailure ? error : new CellFailure('crashed', String(error));
}

/** Collects results into frames of bounded size. */
class Reply {
  readonly #frame: number;
  readonly #parts: Parts;
  #results: TurnResult[] = [];
  #columns: Float64Array[] = [];
  #doubles = 0;
  #chars = 0;

  constructor(frame: number, parts: Parts) {
    this.#frame = frame;
    this.#parts = parts;
  }

  add({ result, columns }: SlotTurn): void {
    const { replyDoubles, replyChars } = this.#parts.policy;
    let doubles = 0;
    for (const column of columns) doubles += column.length;
    const chars = result.outputs?.length ?? 0;
    if (this.#results.length > 0 && (this.#doubles + doubles > replyDoubles || this.#chars + chars > replyChars))
      this.#flush(true, true);
    this.#results.push(result);
    this.#columns.push(...columns);
    this.#doubles += doubles;
    this.#chars += chars;
  }

  end(behind: boolean): void {
    this.#flush(false, behind);
  }

  #flush(more: boolean, behind: boolean): void {
    this.#parts.send({ type: 'turned', frame: this.#frame, more, behind, results: this.#results }, this.#columns);
    this.#results = [];
    this.#columns = [];
    this.#doubles = 0;
    this.#chars = 0;
  }
}
