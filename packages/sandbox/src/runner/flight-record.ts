/** The 16 bytes that outlive a runner: which plugin it was in, and since which turn. Written before each call. */

import { readSync, writeSync } from 'node:fs';

export const idleSlot = 0xffffffff;

/** Runner side: two u32 (slot, count of calls) and the time, at offset 0 of an inherited descriptor. About 0.7 µs. */
export class FlightRecorder {
  readonly #fd: number;
  readonly #bytes = new DataView(new ArrayBuffer(16));
  #calls = 0;

  constructor(fd: number) {
    this.#fd = fd;
  }

  enter(slot: number): void {
    this.#bytes.setUint32(0, slot, true);
    this.#bytes.setUint32(4, ++this.#calls >>> 0, true);
    this.#bytes.setFloat64(8, performance.now(), true);
    writeSync(this.#fd, this.#bytes, 0, 16, 0);
  }

  leave(): void {
    this.enter(idleSlot);
  }
}

export interface FlightState {
  readonly slot: number;
  readonly calls: number;
}

/** Server side: what the record says now. A runner that was taken over can forge it: good for quarantine, not for blame. */
export function readFlight(fd: number): FlightState {
  const bytes = new DataView(new ArrayBuffer(16));
  const n = readSync(fd, bytes, 0, 16, 0);
  return n < 8 ? { slot: idleSlot, calls: 0 } : { slot: bytes.getUint32(0, true), calls: bytes.getUint32(4, true) };
}
