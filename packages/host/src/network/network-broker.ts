/** The network of all plugins: nothing of theirs reaches it but through here. */

import type { CallerView } from '../capabilities/capability.ts';
import { pluginError } from '../errors.ts';
import { PluginNetwork } from './plugin-network.ts';
import { PluginSockets } from './plugin-sockets.ts';
import { defaultNetworkPolicy, type NetworkPolicy } from './policy.ts';

export class NetworkBroker {
  readonly #policy: NetworkPolicy;
  /** By the session that opened it: what a plugin left open ends with its run. */
  readonly #sessions = new Map<object, PluginNetwork>();
  readonly #sockets = new Map<object, PluginSockets>();
  /** A call of theirs that was still on its way opens nothing any more. */
  readonly #closed = new WeakSet<object>();

  constructor(policy: NetworkPolicy = defaultNetworkPolicy) {
    this.#policy = policy;
  }

  /** Throws `plugin.stopped` once the session has ended. */
  of(caller: CallerView): PluginNetwork {
    if (this.#closed.has(caller.session)) throw pluginError('stopped', { plugin: caller.plugin });
    return this.#sessions.getOrInsertComputed(caller.session, () => new PluginNetwork(caller, this.#policy));
  }

  socketsOf(caller: CallerView): PluginSockets {
    return this.#sockets.getOrInsertComputed(caller.session, () => new PluginSockets(caller, this.#policy));
  }

  /** The session has ended. */
  close(session: object): void {
    this.#sockets.get(session)?.[Symbol.dispose]();
    this.#sockets.delete(session);
    this.#sessions.get(session)?.[Symbol.dispose]();
    this.#sessions.delete(session);
    this.#closed.add(session);
  }
}

/** For runs that must reach nobody. */
export function createIdleNetwork(): NetworkBroker {
  const nowhere = () => Promise.reject(new Error('nothing is reached here'));
  return new NetworkBroker({ ...defaultNetworkPolicy, lookup: nowhere, mayConnect: () => false });
}
