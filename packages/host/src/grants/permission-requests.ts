/** What plugins ask for while they run: each question is open until the user answers it, or nobody waits for the answer any more. */

import type { PluginId } from '@omnitrade/contracts';
import { isGranted } from '@omnitrade/permissions';
import type { PluginGrants } from './plugin-grants.ts';

export interface PermissionRequest {
  readonly id: number;
  readonly plugin: PluginId;
  readonly permission: string;
  readonly askedAt: number;
}

/** Who asks; the run it asks in, so that no question outlives it. */
export interface Asker {
  readonly plugin: PluginId;
  readonly session: object;
  readonly grants: PluginGrants;
}

export type Answer = 'given' | 'declined' | 'withdrawn';

interface Open extends PermissionRequest {
  readonly session: object;
  readonly waiting: ((given: boolean) => void)[];
  readonly heed: Disposable;
}

/** Questions a plugin may have open at a time; the next one is answered with no. */
const maxOpen = 3;

export class PermissionRequests {
  readonly #now: () => number;
  readonly #tell: (request: PermissionRequest, answer: Answer | undefined) => void;
  readonly #open = new Map<number, Open>();
  /** What the user declined in this run of the terminal is not asked again: a plugin that nags gains nothing. */
  readonly #declined = new Set<string>();
  #next = 1;

  /** `tell` hears of each question, and of how it ended. */
  constructor(now: () => number, tell: (request: PermissionRequest, answer: Answer | undefined) => void) {
    this.#now = now;
    this.#tell = tell;
  }

  get all(): PermissionRequest[] {
    return [...this.#open.values()].map(({ id, plugin, permission, askedAt }) => ({ id, plugin, permission, askedAt }));
  }

  /** Resolves to whether it is granted. The plugin must have declared it. */
  ask({ plugin, session, grants }: Asker, permission: string): Promise<boolean> {
    const isHeld = () =>
      isGranted(
        grants.all.map((grant) => grant.permission),
        permission,
      );
    if (isHeld()) return Promise.resolve(true);
    if (this.#declined.has(`${plugin} ${permission}`)) return Promise.resolve(false);
    const mine = [...this.#open.values()].filter((one) => one.plugin === plugin);
    const known = mine.find((one) => one.permission === permission && one.session === session);
    const { promise, resolve } = Promise.withResolvers<boolean>();
    if (known) known.waiting.push(resolve);
    else if (mine.length >= maxOpen) resolve(false);
    else {
      const id = this.#next++;
      const heed = grants.listen(() => {
        if (isHeld()) this.#settle(id, 'given');
      });
      this.#open.set(id, { id, plugin, permission, askedAt: this.#now(), session, waiting: [resolve], heed });
      this.#tell({ id, plugin, permission, askedAt: this.#now() }, undefined);
    }
    return promise;
  }

  /** The user does not want to, or not now. False if nobody asks any more. */
  decline(id: number): boolean {
    const open = this.#open.get(id);
    if (open) this.#declined.add(`${open.plugin} ${open.permission}`);
    return this.#settle(id, 'declined');
  }

  /** The run is over: nobody waits for its answers. */
  close(session: object): void {
    for (const { id, session: of } of [...this.#open.values()]) if (of === session) this.#settle(id, 'withdrawn');
  }

  #settle(id: number, answer: Answer): boolean {
    const open = this.#open.get(id);
    if (!open) return false;
    this.#open.delete(id);
    open.heed[Symbol.dispose]();
    for (const resolve of open.waiting) resolve(answer === 'given');
    const { plugin, permission, askedAt } = open;
    this.#tell({ id, plugin, permission, askedAt }, answer);
    return true;
  }
}

/** For runs in which there is nobody to ask. */
export function createIdleRequests(): PermissionRequests {
  const requests = new PermissionRequests(Date.now, ({ id }) => queueMicrotask(() => requests.decline(id)));
  return requests;
}
