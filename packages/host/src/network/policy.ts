/** What the network broker goes by. Made in code only: no setting, flag or plugin reaches it. */

import { lookup } from 'node:dns/promises';
import type { IncomingMessage } from 'node:http';
import { isPublicAddress } from './address.ts';
import type { ExchangeRequest } from './exchange.ts';

export interface NetworkPolicy {
  /** All addresses of a name. */
  readonly lookup: (host: string) => Promise<readonly string[]>;
  readonly mayConnect: (address: string) => boolean;
  /** Where https of a host is served. */
  readonly toPort: (host: string) => number;
  /** Certificates to trust instead of the usual ones. */
  readonly ca?: string;
  readonly limits: NetworkLimits;
  /** Carries a request that was admitted; over TLS unless said otherwise. */
  readonly exchange?: (request: ExchangeRequest) => Promise<IncomingMessage>;
}

export interface NetworkLimits {
  /** Requests and bodies a plugin may have open at a time. */
  readonly open: number;
  /** WebSockets a plugin may have at a time. */
  readonly sockets: number;
  /** Of one message on a WebSocket, either way. */
  readonly messageBytes: number;
  readonly requestBytes: number;
  /** After decompression. */
  readonly responseBytes: number;
  readonly headerBytes: number;
  readonly redirects: number;
  /** Until the headers are here; between two pieces of the body; from the first byte to the last. */
  readonly headersMs: number;
  readonly idleMs: number;
  readonly wholeMs: number;
}

export const defaultNetworkPolicy: NetworkPolicy = {
  lookup: async (host) => (await lookup(host, { all: true, order: 'verbatim' })).map(({ address }) => address),
  mayConnect: isPublicAddress,
  toPort: () => 443,
  limits: {
    open: 8,
    sockets: 4,
    messageBytes: 1_048_576,
    requestBytes: 1_048_576,
    responseBytes: 32 * 1_048_576,
    headerBytes: 32_768,
    redirects: 5,
    headersMs: 30_000,
    idleMs: 30_000,
    wholeMs: 300_000,
  },
};
