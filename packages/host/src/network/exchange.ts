/** One request to one checked address, up to the headers of its answer. */

import type { IncomingMessage } from 'node:http';
import { request } from 'node:https';
import { networkError } from './errors.ts';
import type { NetworkPolicy } from './policy.ts';

export interface ExchangeRequest {
  readonly plugin: string;
  readonly url: URL;
  /** Where it goes, whatever the name leads to by now. */
  readonly address: string;
  readonly method: string;
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Buffer | undefined;
  readonly policy: NetworkPolicy;
  readonly signal: AbortSignal;
}

/** Throws `network.failed`, `network.bad-certificate` and `network.too-slow`. */
export function exchange(given: ExchangeRequest): Promise<IncomingMessage> {
  const { plugin, url, address, method, headers, body, policy, signal } = given;
  const host = url.hostname;
  const answered = Promise.withResolvers<IncomingMessage>();
  const late = () => outgoing.destroy(networkError('too-slow', { plugin, host, limitMs: policy.limits.headersMs }));
  const outgoing = request({
    host: address,
    port: policy.toPort(host),
    servername: host,
    method,
    path: `${url.pathname}${url.search}`,
    headers: {
      ...Object.fromEntries(headers),
      host,
      'user-agent': 'OmniTrade/1.0',
      'accept-encoding': 'gzip, br, deflate',
      ...(body !== undefined && { 'content-length': body.length }),
    },
    agent: false,
    maxHeaderSize: policy.limits.headerBytes,
    rejectUnauthorized: true,
    minVersion: 'TLSv1.2',
    signal,
    ...(policy.ca !== undefined && { ca: policy.ca }),
  });
  const timer = setTimeout(late, policy.limits.headersMs);
  let answer: IncomingMessage | undefined;
  outgoing.setTimeout(policy.limits.idleMs, () =>
    (answer ?? outgoing).destroy(networkError('too-slow', { plugin, host, limitMs: policy.limits.idleMs })),
  );
  outgoing.once('response', (incoming) => {
    answer = incoming;
    answered.resolve(incoming);
  });
  outgoing.once('upgrade', (_answer, socket) => socket.destroy());
  // It goes on to be listened to: an error after the answer is the body's to tell.
  outgoing.on('error', (error) => answered.reject(toNetworkError(plugin, host, error)));
  outgoing.once('close', () => answered.reject(networkError('failed', { plugin, host, why: 'the connection ended' })));
  outgoing.end(body);
  return answered.promise.finally(() => clearTimeout(timer));
}

/** What went wrong in our words; nothing of the machine's network is told. */
export function toNetworkError(plugin: string, host: string, error: unknown): Error {
  const { code = '', message = '' } = error as { code?: string; message?: string };
  if (/^(?:network|permission)\./.test(code)) return error as Error;
  if (/CERT|SSL|TLS|ALTNAME|SELF_SIGNED|UNABLE_TO_/.test(code))
    return networkError('bad-certificate', { plugin, host }, error);
  const why =
    code === 'ABORT_ERR'
      ? 'it was stopped'
      : code.startsWith('HPE_')
        ? 'its answer is not HTTP as it should be'
        : 'the connection failed';
  return networkError('failed', { plugin, host, why }, error ?? message);
}
