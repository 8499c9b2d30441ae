/** Those who use a plugin, indicators and providers on charts: they hear when it comes and goes. */

import type { ErrorJson, GuestError } from '@omnitrade/contracts';
import type { PluginSession, SessionListener } from './plugin-session.ts';

export interface PluginUser {
  /** The plugin is active: attach what is to run. */
  onActive(session: PluginSession): void;
  /** It does not run, with the reason; it may come back. */
  onGone(error: ErrorJson): void;
  onValues?: SessionListener['onValues'];
  onAttached?: SessionListener['onAttached'];
  onInstanceFailed?: (instance: number, error: GuestError) => void;
  onEmit?: SessionListener['onEmit'];
}

export class PluginUsers {
  readonly #users = new Set<PluginUser>();
  readonly #onFault: (text: string) => void;

  constructor(onFault: (text: string) => void) {
    this.#onFault = onFault;
  }

  get size(): number {
    return this.#users.size;
  }

  add(user: PluginUser): Disposable {
    this.#users.add(user);
    return { [Symbol.dispose]: () => void this.#users.delete(user) };
  }

  clear(): void {
    this.#users.clear();
  }

  each(tell: (user: PluginUser) => void): void {
    for (const user of [...this.#users]) tell(user);
  }

  tellActive(session: PluginSession, users: Iterable<PluginUser> = [...this.#users]): void {
    this.#tell(users, (user) => user.onActive(session));
  }

  tellGone(error: ErrorJson, users: Iterable<PluginUser> = [...this.#users]): void {
    this.#tell(users, (user) => user.onGone(error));
  }

  /** One that fails does not keep the others from hearing. */
  #tell(users: Iterable<PluginUser>, tell: (user: PluginUser) => void): void {
    for (const user of users) {
      if (!this.#users.has(user)) continue;
      try {
        tell(user);
      } catch (error) {
        this.#onFault(error instanceof Error ? (error.stack ?? error.message) : String(error));
      }
    }
  }
}
