/** An active plugin that nobody uses is told so after a while, and told again when somebody does. */

import type { PluginSession } from './plugin-session.ts';

export interface SuspensionOf {
  /** How long nobody must have used it. */
  readonly afterMs: number;
  readonly isUsed: () => boolean;
  readonly onChange: (suspended: boolean) => void;
}

export class Suspension implements Disposable {
  readonly #of: SuspensionOf;
  #session: PluginSession | undefined;
  #timer: NodeJS.Timeout | undefined;
  #suspended = false;

  constructor(of: SuspensionOf) {
    this.#of = of;
  }

  /** A life begins to be active. */
  begin(session: PluginSession): void {
    this[Symbol.dispose]();
    this.#session = session;
    this.released();
  }

  /** Somebody uses it; called before the plugin hears what for. */
  used(): void {
    clearTimeout(this.#timer);
    if (!this.#suspended || !this.#session) return;
    this.#suspended = false;
    this.#of.onChange(false);
    this.#session.notify('onResume');
  }

  /** Somebody uses it no more. */
  released(): void {
    clearTimeout(this.#timer);
    if (this.#suspended || !this.#session || this.#of.isUsed()) return;
    this.#timer = setTimeout(() => this.#suspend(), this.#of.afterMs).unref();
  }

  /** The life has ended. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#session = undefined;
    this.#suspended = false;
  }

  #suspend(): void {
    if (!this.#session || this.#of.isUsed()) return;
    this.#suspended = true;
    this.#of.onChange(true);
    this.#session.notify('onSuspend');
  }
}
