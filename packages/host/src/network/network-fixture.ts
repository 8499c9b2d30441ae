/** A real server on loopback over TLS, and a plugin that talks to it as through the host: for the tests of the broker. */

import { once } from 'node:events';
import type { IncomingHttpHeaders, IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import type { Json, JsonObject, PluginId } from '@omnitrade/contracts';
import type { Manifest } from '@omnitrade/manifest';
import { AuditTrail } from '../audit/audit-trail.ts';
import type { CallerView } from '../capabilities/capability.ts';
import { callCapability } from '../capabilities/index.ts';
import { blankView } from '../capabilities/terminal-view.ts';
import { idleLinks } from '../exports/plugin-links.ts';
import { createIdleRequests } from '../grants/permission-requests.ts';
import { PluginGrants } from '../grants/plugin-grants.ts';
import { createMemoryData } from '../memory-data.ts';
import { createTestAuthority } from './certificate-fixture.ts';
import { NetworkBroker } from './network-broker.ts';
import { defaultNetworkPolicy, type NetworkLimits, type NetworkPolicy } from './policy.ts';

export const authority = createTestAuthority();
export const hosts = ['api.example.com', 'cdn.example.com', 'other.example.org'];
export type Handler = (request: IncomingMessage, response: ServerResponse) => void;

interface Seen {
  readonly host: string | undefined;
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** Serves whatever `handler` is at the moment, and remembers what came. */
export class TestSite implements Disposable {
  readonly seen: Seen[] = [];
  handler: Handler = (_request, response) => response.end('hello');
  readonly server: Server;

  constructor(tls: { readonly cert: string; readonly key: string } = authority.issue(hosts)) {
    this.server = createServer(tls, (request, response) => void this.#take(request, response));
    this.server.on('tlsClientError', () => {});
  }

  async listen(): Promise<this> {
    await once(this.server.listen(0, '127.0.0.1'), 'listening');
    return this;
  }

  get port(): number {
    return (this.server.address() as AddressInfo).port;
  }

  /** The one thing in the world that lets a plugin reach loopback: this object, handed over by a test. */
  policy(change: Partial<NetworkPolicy> = {}, limits: Partial<NetworkLimits> = {}): NetworkPolicy {
    return {
      lookup: async () => ['127.0.0.1'],
      mayConnect: (address) => address === '127.0.0.1',
      toPort: () => this.port,
      ca: authority.ca,
      limits: { ...defaultNetworkPolicy.limits, ...limits },
      ...change,
    };
  }

  reset(): void {
    this.server.closeAllConnections();
    this.seen.length = 0;
    this.handler = (_request, response) => response.end('hello');
  }

  [Symbol.dispose](): void {
    this.server.closeAllConnections();
    this.server.close();
  }

  async #take(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { headers, method, url } = request;
    let body = '';
    try {
      for await (const piece of request) body += piece;
    } catch {
      return;
    }
    this.seen.push({ host: headers.host, method, url, headers, body });
    this.handler(request, response);
  }
}

/** A running plugin with these grants. */
export function openCaller(
  policy: NetworkPolicy,
  given: Readonly<Record<string, JsonObject>> = { 'net:api.example.com': {} },
) {
  const data = createMemoryData();
  const now = Date.now;
  const declared = ['net:*.example.com', 'net:other.example.org', 'secrets'].map((id) => ({ id, limits: {} }));
  const grants = new PluginGrants({
    ...{ declared, usage: {}, now },
    grants: Object.entries(given).map(([permission, limits]) => {
      return { permission, limits, lifetime: 'until-revoked' as const, grantedAt: now() };
    }),
    save: async () => {},
    saveUsage: async () => {},
  });
  const plugin = 'ant' as PluginId;
  const caller: CallerView = {
    ...{ plugin, version: '1.0.0', grants, audit: new AuditTrail(data.audit, now), session: {} },
    ...{ storage: data.storage, secrets: data.secrets, network: new NetworkBroker(policy) },
    ...{ requests: createIdleRequests(), terminal: blankView, plugins: idleLinks },
    package: {
      manifest: {} as Manifest,
      manifestJson: {},
      modules: new Map(),
      main: '',
      readAsset: async () => undefined,
    },
  };
  const request = (method: string, ...args: Json[]) => callCapability(caller, { capability: 'network', method, args });
  const fetch = async (url: string, init: JsonObject = {}) =>
    (await request('fetch', { url, ...init })) as {
      id: number;
      status: number;
      url: string;
      redirected: boolean;
      headers: [string, string][];
    };
  const readAll = async (id: number) => {
    const pieces: Buffer[] = [];
    for (;;) {
      const piece = (await request('read', id)) as string | null;
      if (piece === null) return Buffer.concat(pieces);
      pieces.push(Buffer.from(piece, 'base64'));
    }
  };
  const textOf = async (url: string, init: JsonObject = {}) => `${await readAll((await fetch(url, init)).id)}`;
  const codeOf = (url: string, init: JsonObject = {}) =>
    textOf(url, init).then(
      () => 'allowed',
      (error) => error.code,
    );
  return { data, grants, caller, request, fetch, readAll, textOf, codeOf };
}
