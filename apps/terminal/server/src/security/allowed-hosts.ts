/** The names under which the terminal answers: a page of another site that points its own name here gets nothing. */

import { networkInterfaces } from 'node:os';

export interface AllowedHosts {
  /** `Host` header of a request that arrived at `port`. */
  isHost(host: string | undefined, port: number): boolean;
  /** `Origin` header of a request that arrived at `port`. */
  isOrigin(origin: string, port: number): boolean;
}

const wildcards = ['0.0.0.0', '::'];

/** An address as it stands in a URL. */
export const toUrlHost = (address: string): string => (address.includes(':') ? `[${address}]` : address);

/** `extra`: further `name:port` under which a user's own forwarding reaches this terminal. */
export function createAllowedHosts(address: string, extra: readonly string[] = []): AllowedHosts {
  const names = new Set(['127.0.0.1', 'localhost', '[::1]', ...ownNames(address)]);
  const others = new Set(extra.map((host) => host.toLowerCase()));
  const isAllowed = (host: string, port: number) => {
    const [, name, given] = /^(.*?)(?::(\d+))?$/.exec(host) ?? [];
    return others.has(host) || (names.has(name as string) && Number(given ?? 80) === port);
  };
  return {
    isHost: (host, port) => host !== undefined && isAllowed(host.toLowerCase(), port),
    isOrigin(origin, port) {
      const [, host] = /^https?:\/\/(.*)$/.exec(origin.toLowerCase()) ?? [];
      return host !== undefined && isAllowed(host, port);
    },
  };
}

function ownNames(address: string): string[] {
  if (!wildcards.includes(address)) return [toUrlHost(address).toLowerCase()];
  return Object.values(networkInterfaces()).flatMap((list) => (list ?? []).map((own) => toUrlHost(own.address)));
}
