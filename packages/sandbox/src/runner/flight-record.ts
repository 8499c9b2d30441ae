/** The bytes that outlive a runner: which plugin it was in, and how often it went into one. Written before each call. */

import { readSync, writeSync } from 'node:fs';

export const idleSlot = 0xffffffff;
const bytes = 12;

/** Runner side: u32 slot, u32 count of calls, u32 doom, at offset 0 of an inherited descriptor. About 0.7 µs. */
export class FlightRecorder {
  readonly #fd: number;
  readonly #bytes = new DataView(new ArrayBuffer(bytes));
  #calls = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  enter(slot: number): void {
    this.#bytes.setUint32(0, slot, true);
    this.#bytes.setUint32(4, ++this.#calls >>> 0, true);
    writeSync(this.#fd, this.#bytes, 0, bytes, 0);
  }

  leave(): void {
    this.enter(idleSlot);
  }

  /** The engine gave up on this slot's isolate: the process is about to end, and not because of any other. */
  doom(slot: number): void {
    this.#bytes.setUint32(8, 1, true);
    this.enter(slot);
  }
}

export interface FlightState {
  /** Undefined while the runner is in no plugin's turn. */
  readonly slot: number | undefined;
  readonly calls: number;
  readonly doomed: boolean;
}

/** Server side: what the record says now. A runner that was taken over can forge it: good for quarantine, not for blame. */
export function readFlight(fd: number): FlightState {
  const view = new DataView(new ArrayBuffer(bytes));
  if (readSync(fd, view, 0, bytes, 0) < bytes) return { slot: undefined, calls: 0, doomed: false };
  const slot = view.getUint32(0, true);
  return {
    slot: slot === idleSlot ? undefined : slot,
    calls: view.getUint32(4, true),
    doomed: view.getUint32(8, true) === 1,
  };
}
