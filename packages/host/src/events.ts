/** The one stream of what happened, kept in memory for those who resume by `seq`. */

import type { HostEvent, Json } from '@omnitrade/contracts';

const kept = 10_000;

export class EventStream {
  readonly #now: () => number;
  readonly #events: HostEvent[] = [];
  readonly #listeners = new Set<(event: HostEvent) => void>();
  #seq = 0;

  constructor(now: () => number) {
    this.#now = now;
  }

  emit(type: string, plugin: string | undefined, data: Json = null): void {
    const event: HostEvent = {
      seq: ++this.#seq,
      time: this.#now(),
      type,
      ...(plugin !== undefined && { plugin }),
      data,
    };
    this.#events.push(event);
    if (this.#events.length > kept * 1.1) this.#events.splice(0, this.#events.length - kept);
    for (const listener of [...this.#listeners]) listener(event);
  }

  after(seq: number): HostEvent[] {
    const first = this.#events[0]?.seq ?? 0;
    return this.#events.slice(Math.max(0, seq + 1 - first));
  }

  listen(listener: (event: HostEvent) => void): Disposable {
    this.#listeners.add(listener);
    return { [Symbol.dispose]: () => void this.#listeners.delete(listener) };
  }
}
