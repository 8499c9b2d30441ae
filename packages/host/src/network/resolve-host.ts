/** From a host name to the one address a request goes to: looked up once, checked, and used as it was checked. */

import { networkError } from './errors.ts';
import type { NetworkPolicy } from './policy.ts';

const lookupMs = 10_000;

/**
 * Throws `network.no-address` and `network.forbidden-address`. One forbidden address among many is enough:
 * a name that leads both outside and inside is made to be mistaken.
 */
export async function resolveHost(plugin: string, host: string, policy: NetworkPolicy): Promise<string> {
  const late = Promise.withResolvers<never>();
  const timer = setTimeout(() => late.reject(new Error('no answer')), lookupMs);
  let addresses: readonly string[];
  try {
    addresses = await Promise.race([policy.lookup(host), late.promise]);
  } catch (error) {
    throw networkError('no-address', { plugin, host }, error);
  } finally {
    clearTimeout(timer);
  }
  const [address] = addresses;
  if (address === undefined) throw networkError('no-address', { plugin, host });
  if (!addresses.every((one) => policy.mayConnect(one))) throw networkError('forbidden-address', { plugin, host });
  return address;
}
