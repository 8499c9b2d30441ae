/** The network of all plugins: nothing of theirs reaches it but through here. */

import type { CallerView } from '../capabilities/capability.ts';
import { PluginNetwork } from './plugin-network.ts';
import { defaultNetworkPolicy, type NetworkPolicy } from './policy.ts';

export class NetworkBroker {
  readonly #policy: NetworkPolicy;
  /** By the session that opened it: what a plugin left open ends with its run. */
  readonly #sessions = new Map<object, PluginNetwork>();

  constructor(policy: NetworkPolicy = defaultNetworkPolicy) {
    this.#policy = policy;
  }

  of(caller: CallerView): PluginNetwork {
    return this.#sessions.getOrInsertComputed(caller.session, () => new PluginNetwork(caller, this.#policy));
  }

  /** The session has ended. */
  close(session: object): void {
    this.#sessions.get(session)?.[Symbol.dispose]();
    this.#sessions.delete(session);
  }
}

/** For runs that must reach nobody. */
export function createIdleNetwork(): NetworkBroker {
  const nowhere = () => Promise.reject(new Error('nothing is reached here'));
  return new NetworkBroker({ ...defaultNetworkPolicy, lookup: nowhere, mayConnect: () => false });
}
