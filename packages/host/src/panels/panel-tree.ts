/** One open panel or widget: the tree its plugin has drawn, and what of it its page has not been told yet. */

import { type Json, type PanelPatch, type UiRecord, type UiSurface, UiTree } from '@omnitrade/contracts';

/** More records than this, and more than the panel has nodes, are told as a reset. */
const manyRecords = 2_000;

export class PanelTree {
  readonly #surface: UiSurface;
  #tree: UiTree;
  #records: UiRecord[] = [];
  /** Where in `#records` a text or property stands that may change again before anybody is told. */
  readonly #places = new Map<string, number>();
  #reset = true;
  #ack = 0;
  #toldAck = 0;

  constructor(surface: UiSurface) {
    this.#surface = surface;
    this.#tree = new UiTree(surface);
  }

  get size(): number {
    return this.#tree.size;
  }

  node(id: number) {
    return this.#tree.node(id);
  }

  /** Nothing is drawn any more. */
  clear(): void {
    this.#tree = new UiTree(this.#surface);
    this.#ack = 0;
    this.startOver();
  }

  /** The next patch tells everything. */
  startOver(): void {
    this.#reset = true;
    this.#forgetRecords();
  }

  /** Takes what the plugin sent. Throws a plain Error that says what is wrong; the tree is then of no use until cleared. */
  take(records: unknown, ack: unknown): void {
    if (!Array.isArray(records)) throw new Error('changes that are no list');
    if (!Number.isSafeInteger(ack)) throw new Error('an answer to no event');
    this.#ack = Math.max(this.#ack, ack as number);
    for (const record of records) {
      this.#tree.apply(record);
      if (!this.#reset) this.#remember(record as UiRecord);
    }
    if (this.#records.length > manyRecords && this.#records.length > this.#tree.size) this.startOver();
  }

  /** What is to be told now; undefined if there is nothing. */
  takePatch(): PanelPatch | undefined {
    const reset = this.#reset;
    const records = reset ? this.#tree.toRecords() : this.#records;
    if (!reset && records.length === 0 && this.#ack === this.#toldAck) return undefined;
    this.#reset = false;
    this.#toldAck = this.#ack;
    this.#forgetRecords();
    return { reset, records, ack: this.#ack };
  }

  /** The last text and the last value of a property win; node numbers are never used twice, so the earlier place will do. */
  #remember(record: UiRecord): void {
    const key = record[0] === 2 ? `${record[1]}` : record[0] === 3 ? `${record[1]} ${record[2]}` : undefined;
    const place = key === undefined ? undefined : this.#places.get(key);
    if (place !== undefined) this.#records[place] = record;
    else if (key !== undefined) this.#places.set(key, this.#records.push(record) - 1);
    else this.#records.push(record);
  }

  #forgetRecords(): void {
    this.#records = [];
    this.#places.clear();
  }
}

/** What a plugin says about one of its panels; anything else is not for us. */
export interface PanelSaying {
  readonly kind: 'ui' | 'ui-failed';
  readonly instance: number;
  readonly records?: unknown;
  readonly ack?: unknown;
  readonly error?: unknown;
}

export function readSaying(data: Json): PanelSaying | undefined {
  if (typeof data !== 'object' || data === null || Array.isArray(data)) return undefined;
  const { kind, instance } = data as Readonly<Record<string, unknown>>;
  const isOurs = (kind === 'ui' || kind === 'ui-failed') && Number.isSafeInteger(instance);
  return isOurs ? (data as unknown as PanelSaying) : undefined;
}
