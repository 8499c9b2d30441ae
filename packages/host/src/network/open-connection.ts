/** A connection over TLS to one checked address, for whoever speaks something else than a request and its answer. */

import { connect, type TLSSocket } from 'node:tls';
import { networkError } from './errors.ts';
import { toNetworkError } from './exchange.ts';
import type { NetworkPolicy } from './policy.ts';

export interface ConnectionRequest {
  readonly plugin: string;
  readonly host: string;
  /** Where it goes, whatever the name leads to by now. */
  readonly address: string;
  readonly policy: NetworkPolicy;
  readonly signal: AbortSignal;
}

/** Throws `network.failed`, `network.bad-certificate` and `network.too-slow`. */
export function openConnection({ plugin, host, address, policy, signal }: ConnectionRequest): Promise<TLSSocket> {
  const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
  const socket = connect({
    ...{ host: address, port: policy.toPort(host), servername: host, ALPNProtocols: ['http/1.1'] },
    ...{ rejectUnauthorized: true, minVersion: 'TLSv1.2' },
    ...(policy.ca !== undefined && { ca: policy.ca }),
  });
  const limitMs = policy.limits.headersMs;
  const timer = setTimeout(() => socket.destroy(networkError('too-slow', { plugin, host, limitMs })), limitMs);
  const stop = () => socket.destroy(networkError('failed', { plugin, host, why: 'it was stopped' }));
  const fail = (error: Error) => reject(toNetworkError(plugin, host, error));
  const ended = () => reject(networkError('failed', { plugin, host, why: 'the connection ended' }));
  signal.addEventListener('abort', stop, { once: true });
  if (signal.aborted) stop();
  socket.once('secureConnect', () => resolve(socket));
  socket.on('error', fail);
  socket.once('close', ended);
  return promise.finally(() => {
    clearTimeout(timer);
    signal.removeEventListener('abort', stop);
  });
}
