/** What a plugin has drawn in one panel, as the page holds it: each node tells its own viewers when it changes. */

import { type PanelPatch, type UiNode, type UiSurface, UiTree } from '@omnitrade/contracts';

type Listener = () => void;

/** Sends what a user did; `seq` counts it. */
export type SendUiEvent = (node: number, event: string, value: unknown, seq: number) => void;

export class PanelStore {
  readonly #surface: UiSurface;
  readonly #send: SendUiEvent;
  readonly #listeners = new Map<number, Set<Listener>>();
  readonly #versions = new Map<number, number>();
  #tree: UiTree;
  /** Rises with each reset: a node of the same number is another one then. */
  #epoch = 0;
  #seq = 0;
  #ack = 0;

  constructor(surface: UiSurface, send: SendUiEvent) {
    this.#surface = surface;
    this.#send = send;
    this.#tree = new UiTree(surface);
  }

  get epoch(): number {
    return this.#epoch;
  }

  /** The last thing a user did here that its plugin has carried out. */
  get ack(): number {
    return this.#ack;
  }

  node(id: number): UiNode | undefined {
    return this.#tree.node(id);
  }

  /** Changes whenever the node, its children or an answer to its user does. */
  version(id: number): number {
    return this.#versions.get(id) ?? 0;
  }

  /** Takes a patch; returns false if it cannot be: the page then asks for everything again. */
  apply({ reset, records, ack }: PanelPatch): boolean {
    const touched = new Set<number>();
    try {
      if (reset) {
        this.#tree = new UiTree(this.#surface);
        this.#epoch++;
        touched.add(0);
      }
      for (const record of records) touched.add(this.#tree.apply(record).id);
    } catch {
      return false;
    }
    const answered = ack !== this.#ack;
    this.#ack = ack;
    // An answer may end a draft in a field whose value stays as it was: every field looks.
    for (const id of answered ? this.#listeners.keys() : touched) this.#tell(id);
    return true;
  }

  /** What a user did; returns its number. */
  act(node: number, event: string, value?: unknown): number {
    this.#seq++;
    this.#send(node, event, value, this.#seq);
    return this.#seq;
  }

  subscribe(id: number, listener: Listener): () => void {
    const listeners = this.#listeners.get(id) ?? new Set();
    this.#listeners.set(id, listeners.add(listener));
    return () => {
      listeners.delete(listener);
      if (listeners.size === 0 && this.#listeners.get(id) === listeners) this.#listeners.delete(id);
    };
  }

  #tell(id: number): void {
    this.#versions.set(id, this.version(id) + 1);
    for (const listener of this.#listeners.get(id) ?? []) listener();
  }
}
