/** A plugin's scope: it owns everything the plugin added, and takes all of it back. */

import { extensionError } from './errors.ts';

/** One thing a plugin added: what kind it is, under which id. */
export interface Belonging {
  readonly kind: string;
  readonly id: string;
}

/** Created at activation, disposed at deactivation by whoever created it; after that nothing can be added. */
export class Scope implements Disposable {
  readonly plugin: string;
  #owned: (Belonging & { readonly dispose: () => void })[] = [];
  #closed = false;

  constructor(plugin: string) {
    this.plugin = plugin;
  }

  /** Takes ownership of `dispose`, which undoes what was added. The answer undoes it earlier. */
  add(kind: string, id: string, dispose: () => void): Disposable {
    if (this.#closed) throw extensionError('scope-closed', { plugin: this.plugin, kind, id });
    const entry = { kind, id, dispose };
    this.#owned.push(entry);
    return {
      [Symbol.dispose]: () => {
        if (this.#owned.includes(entry)) this.#undo(entry);
      },
    };
  }

  /** What the plugin still has: after disposal, what could not be undone. */
  left(): Belonging[] {
    return this.#owned.map(({ kind, id }) => ({ kind, id }));
  }

  /** Undoes everything, last first. What throws stays in {@link left}; the rest is undone all the same. */
  dispose(): readonly unknown[] {
    this.#closed = true;
    const faults: unknown[] = [];
    for (const entry of [...this.#owned].reverse()) {
      // A disposer may have undone others of this scope.
      if (!this.#owned.includes(entry)) continue;
      try {
        this.#undo(entry);
      } catch (fault) {
        faults.push(fault);
      }
    }
    return faults;
  }

  [Symbol.dispose](): void {
    const [fault] = this.dispose();
    if (fault) throw fault;
  }

  #undo(entry: Belonging & { readonly dispose: () => void }): void {
    entry.dispose();
    this.#owned = this.#owned.filter((other) => other !== entry);
  }
}
