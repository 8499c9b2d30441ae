import { once } from 'node:events';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { Json, JsonObject, PluginId } from '@omnitrade/contracts';
import type { Manifest } from '@omnitrade/manifest';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { AuditTrail } from '../audit/audit-trail.ts';
import type { CallerView } from '../capabilities/capability.ts';
import { callCapability } from '../capabilities/index.ts';
import { PluginGrants } from '../grants/plugin-grants.ts';
import { createMemoryData } from '../memory-data.ts';
import { createTestAuthority } from './certificate-fixture.ts';
import { NetworkBroker } from './network-broker.ts';
import { defaultNetworkPolicy, type NetworkLimits, type NetworkPolicy } from './policy.ts';

const authority = createTestAuthority();
const hosts = ['api.example.com', 'cdn.example.com', 'other.example.org'];
type Handler = (request: IncomingMessage, response: ServerResponse) => void;
let server: Server;
let handler: Handler;
const seen: {
  host: string | undefined;
  method: string | undefined;
  url: string | undefined;
  headers: IncomingMessage['headers'];
  body: string;
}[] = [];

async function serve(tls: { cert: string; key: string }): Promise<Server> {
  const started = createServer(tls, async (request, response) => {
    const { headers, method, url } = request;
    let body = '';
    try {
      for await (const piece of request) body += piece;
    } catch {
      return;
    }
    seen.push({ host: headers.host, method, url, headers, body });
    handler(request, response);
  });
  started.on('tlsClientError', () => {});
  await once(started.listen(0, '127.0.0.1'), 'listening');
  return started;
}
beforeAll(async () => {
  server = await serve(authority.issue(hosts));
});
afterAll(() => {
  server.closeAllConnections();
  server.close();
});
beforeEach(() => {
  seen.length = 0;
  handler = (_request, response) => response.end('hello');
});
afterEach(() => server.closeAllConnections());

const portOf = (one: Server) => (one.address() as AddressInfo).port;

/** The one thing in the world that lets a plugin reach loopback: this object, handed over by this test. */
const policyFor = (change: Partial<NetworkPolicy> = {}, limits: Partial<NetworkLimits> = {}): NetworkPolicy => ({
  lookup: async () => ['127.0.0.1'],
  mayConnect: (address) => address === '127.0.0.1',
  toPort: () => portOf(server),
  ca: authority.ca,
  limits: { ...defaultNetworkPolicy.limits, ...limits },
  ...change,
});

function open(policy: NetworkPolicy, given: Readonly<Record<string, JsonObject>> = { 'net:api.example.com': {} }) {
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
const url = 'https://api.example.com/prices?key=1';

describe('a request', () => {
  it('goes over TLS to the checked address and comes back whole', async () => {
    const { fetch, readAll, data } = open(policyFor());
    const init = { method: 'post', headers: { 'Content-Type': 'text/plain', 'X-Mine': '1' }, body: 'gr\u00fc\u00df' };
    const { id, status, headers, url: at } = await fetch(url, init);
    expect([status, at, `${await readAll(id)}`]).toEqual([200, url, 'hello']);
    expect(seen).toMatchObject([
      { host: 'api.example.com', method: 'POST', url: '/prices?key=1', body: 'gr\u00fc\u00df' },
    ]);
    expect(seen[0]?.headers).toMatchObject({ 'x-mine': '1', 'user-agent': 'OmniTrade/1.0' });
    expect(headers.map(([name]) => name)).toContain('date');
    const rows = await data.audit.read({ limit: 9 });
    expect(rows.map(({ target, outcome }) => [target, outcome])).toEqual([
      ['POST https://api.example.com/prices', 'allowed'],
    ]);
  });

  it('streams what is larger than a piece, and reads no faster than the plugin', async () => {
    const size = 8 * 1_048_576;
    let sent = 0;
    handler = (_request, response) => {
      const more = () => {
        while (sent < size) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536, sent % 256))) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
    const { fetch, readAll, request } = open(policyFor());
    const { id } = await fetch(url);
    await request('read', id);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(sent).toBeLessThan(size);
    expect((await readAll(id)).length).toBeGreaterThan(size - 65_536);
    expect(sent).toBe(size);
  });

  it.each([
    ['gzip', gzipSync],
    ['br', brotliCompressSync],
  ])('unpacks %s', async (name, pack) => {
    handler = (_request, response) => response.setHeader('content-encoding', name).end(pack(Buffer.from('packed')));
    expect(await open(policyFor()).textOf(url)).toBe('packed');
  });
});

describe('a host', () => {
  it('is reached by its grant only, however its name is written', async () => {
    const { codeOf } = open(policyFor());
    expect(await codeOf('https://API.Example.COM/')).toBe('allowed');
    expect(seen).toHaveLength(1);
    for (const other of [
      'https://cdn.example.com/',
      'https://example.com/',
      'https://api.example.com.evil.net/',
      'https://evil-api.example.com/',
      'https://\u0430pi.example.com/',
      'https://api\u3002example\u3002org/',
      'https://127.0.0.1/',
      'https://2130706433/',
      'https://0x7f.1/',
      'https://0177.0.0.1/',
      'https://127.1/',
      'https://[::1]/',
      'https://[::ffff:127.0.0.1]/',
      'https://[64:ff9b::7f00:1]/',
      'https://localhost/',
      'https://metadata.google.internal/',
      'https://com/',
    ])
      expect([other, await codeOf(other)]).toEqual([other, 'permission.denied']);
    expect(seen).toHaveLength(1);
  });

  it.each([
    'http://api.example.com/',
    'ws://api.example.com/',
    'file:///etc/passwd',
    'data:text/plain,hello',
    'javascript:1',
    'https://api.example.com:8443/',
    'https://api.example.com:22/',
    'https://user@api.example.com/',
    'https://user:word@api.example.com/',
    'https://@api.example.com/',
    'https://api.example.com./',
    'https:\\\\api.example.com\\',
    'https://api.example.com/\\evil',
    'https://api.example.com/a b',
    'https://api.example.com/\r\nhost: evil',
    ' https://api.example.com/',
    '//api.example.com/',
    '/prices',
    '',
    `https://api.example.com/${'x'.repeat(9000)}`,
  ])('cannot be named as %j', async (bad) => {
    expect(await open(policyFor()).codeOf(bad)).toBe('network.bad-url');
    expect(seen).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['this machine', ['127.0.0.1']],
    ['a private network', ['192.168.0.1']],
    ['the metadata of a cloud', ['169.254.169.254']],
    ['this machine by a mapped address', ['::ffff:127.0.0.1']],
    ['a public and a private place', ['93.184.215.14', '10.0.0.1']],
  ])('that leads to %s is refused by the usual policy', async (_name, addresses) => {
    const policy = policyFor({ lookup: async () => addresses, mayConnect: defaultNetworkPolicy.mayConnect });
    expect(await open(policy).codeOf(url)).toBe('network.forbidden-address');
    expect(seen).toEqual([]);
  });

  it('is looked up once: a name that leads elsewhere a moment later gains nothing', async () => {
    let lookups = 0;
    const lookup = async () => [lookups++ === 0 ? '127.0.0.1' : '10.0.0.1'];
    const { codeOf } = open(policyFor({ lookup }));
    expect([await codeOf(url), lookups]).toEqual(['allowed', 1]);
    expect([await codeOf(url), lookups]).toEqual(['network.forbidden-address', 2]);
  });

  it('without an address is said to have none', async () => {
    for (const lookup of [async () => [], () => Promise.reject(new Error('ENOTFOUND'))])
      expect(await open(policyFor({ lookup })).codeOf(url)).toBe('network.no-address');
  });
});

describe('certificates', () => {
  it.each([
    ['of another authority', () => createTestAuthority('Other').issue(hosts)],
    ['of another host', () => authority.issue(['other.example.org'])],
    ['that have expired', () => authority.issue(hosts, '210101000000Z')],
  ])('%s are refused', async (_name, issue) => {
    const other = await serve(issue());
    try {
      expect(await open(policyFor({ toPort: () => portOf(other) })).codeOf(url)).toBe('network.bad-certificate');
      expect(seen).toEqual([]);
    } finally {
      other.close();
    }
  });

  it('of a test count only where its policy is used', async () => {
    const { ca: _, ...usual } = policyFor();
    expect(await open(usual).codeOf(url)).toBe('network.bad-certificate');
  });
});

describe('redirects', () => {
  const to =
    (location: string, status = 302): Handler =>
    (request, response) =>
      request.url === '/end' ? response.end('end') : void response.writeHead(status, { location }).end();

  it('are followed to granted hosts, without body and without credentials for another host', async () => {
    handler = to('https://cdn.example.com/end');
    const both = { 'net:api.example.com': {}, 'net:cdn.example.com': {} };
    const { fetch } = open(policyFor(), both);
    const init = { method: 'POST', body: 'x', headers: { authorization: 'mine', 'x-api-key': 'mine', 'x-other': '1' } };
    expect(await fetch(url, init)).toMatchObject({ status: 200, redirected: true, url: 'https://cdn.example.com/end' });
    expect(seen[1]).toMatchObject({ host: 'cdn.example.com', method: 'GET', body: '' });
    expect(seen[1]?.headers).not.toHaveProperty('authorization');
    expect(seen[1]?.headers).not.toHaveProperty('x-api-key');
    expect(seen[1]?.headers).toHaveProperty('x-other');
  });

  it.each([
    ['https://other.example.org/', 'permission.denied'],
    ['https://127.0.0.1/', 'permission.denied'],
    ['http://api.example.com/', 'network.bad-url'],
    ['https://api.example.com:9000/', 'network.bad-url'],
    ['https://user@api.example.com/', 'network.bad-url'],
    ['file:///etc/passwd', 'network.bad-url'],
    ['https://api.example.com/again', 'network.too-many-redirects'],
  ])('to %s end with %s', async (location, code) => {
    handler = to(location);
    expect(await open(policyFor()).codeOf(url)).toBe(code);
  });

  it('are resolved and checked at each step', async () => {
    handler = to('/end');
    let lookups = 0;
    const lookup = async () => [lookups++ === 0 ? '127.0.0.1' : '169.254.169.254'];
    expect(await open(policyFor({ lookup })).codeOf(url)).toBe('network.forbidden-address');
    expect(seen).toHaveLength(1);
  });

  it('can be refused or looked at', async () => {
    handler = to('https://cdn.example.com/end');
    const { codeOf, fetch } = open(policyFor());
    expect(await codeOf(url, { redirect: 'error' })).toBe('network.redirected');
    expect((await fetch(url, { redirect: 'manual' })).status).toBe(302);
  });
});

describe('limits', () => {
  it.each<[string, Handler, Partial<NetworkLimits>, string]>([
    [
      'a body that is too large',
      (_q, r) => void r.end(Buffer.alloc(200_000)),
      { responseBytes: 100_000 },
      'network.too-large',
    ],
    [
      'headers that are too large',
      (_q, r) => void r.setHeader('x', 'x'.repeat(20_000)).end(),
      { headerBytes: 8192 },
      'network.failed',
    ],
    ['headers that do not come', () => {}, { headersMs: 50 }, 'network.too-slow'],
    ['a body that stands still', (_q, r) => void r.write('x'), { idleMs: 100 }, 'network.too-slow'],
    [
      'a body without end',
      (_q, r) => void setInterval(() => r.write('x'), 10).unref(),
      { wholeMs: 150 },
      'network.too-slow',
    ],
    [
      'a bomb',
      (_q, r) => void r.setHeader('content-encoding', 'gzip').end(gzipSync(Buffer.alloc(20_000_000))),
      {},
      'network.bomb',
    ],
    [
      'a torn body',
      (_q, r) => void r.writeHead(200, { 'content-length': 9 }).write('x', () => r.destroy()),
      {},
      'network.failed',
    ],
    ['broken packing', (_q, r) => void r.setHeader('content-encoding', 'gzip').end('no gzip'), {}, 'network.failed'],
  ])('end %s', async (_name, given, limits, code) => {
    handler = given;
    expect(await open(policyFor({}, limits)).codeOf(url)).toBe(code);
  });

  it('hold the number of open requests', async () => {
    const { fetch, codeOf, request } = open(policyFor({}, { open: 2 }));
    const [one] = [await fetch(url), await fetch(url)];
    expect(await codeOf(url)).toBe('network.too-many');
    await request('close', one.id);
    expect(await codeOf(url)).toBe('allowed');
  });

  it('of a grant hold methods and bytes, both ways', async () => {
    handler = (_request, response) => response.end(Buffer.alloc(600));
    const { codeOf, fetch } = open(policyFor(), { 'net:api.example.com': { methods: ['GET'], bytesPerDay: 1000 } });
    expect(await codeOf(url, { method: 'DELETE' })).toBe('permission.denied');
    expect(seen).toEqual([]);
    expect(await codeOf(url)).toBe('allowed');
    // There is room for another request, not for its answer.
    expect((await fetch(url)).status).toBe(200);
    expect(await codeOf(url)).toBe('permission.denied');
    expect(await codeOf(`${url}${'x'.repeat(400)}`)).toBe('permission.denied');
  });
});

describe('headers and methods', () => {
  it.each<[JsonObject, string]>([
    [{ method: 'CONNECT' }, 'network.bad-method'],
    [{ method: 'TRACE' }, 'network.bad-method'],
    [{ method: 'GET / HTTP/1.1\r\nx: y' }, 'network.bad-method'],
    [{ headers: { host: 'evil.example' } }, 'network.bad-header'],
    [{ headers: { 'Content-Length': '3' } }, 'network.bad-header'],
    [{ headers: { 'transfer-encoding': 'chunked' } }, 'network.bad-header'],
    [{ headers: { cookie: 'a=b' } }, 'network.bad-header'],
    [{ headers: { 'sec-fetch-site': 'none' } }, 'network.bad-header'],
    [{ headers: { 'x-forwarded-for': '127.0.0.1' } }, 'network.bad-header'],
    [{ headers: { 'x-a': 'b\r\nhost: evil' } }, 'network.bad-header'],
    [{ headers: { 'x a': 'b' } }, 'network.bad-header'],
    [{ headers: { 'x-a': 5 } }, 'network.bad-header'],
    [{ headers: ['x-a', 'b'] }, 'network.bad-header'],
    [{ method: 'GET', body: 'x' }, 'network.bad-body'],
    [{ method: 'POST', body: 'x'.repeat(2_000_000) }, 'network.bad-body'],
  ])('%o are refused', async (init, code) => {
    expect(await open(policyFor()).codeOf(url, init)).toBe(code);
    expect(seen).toEqual([]);
  });

  it('of an answer do not bring cookies', async () => {
    handler = (_request, response) => response.setHeader('set-cookie', 'a=b').end();
    const { headers } = await open(policyFor()).fetch(url);
    expect(headers.map(([name]) => name)).not.toContain('set-cookie');
  });
});

describe('secrets', () => {
  const granted = { 'net:api.example.com': {}, secrets: { names: ['api-key'] } };
  const keep = async (opened: ReturnType<typeof open>) => {
    await opened.data.secrets.put('ant' as PluginId, 'api-key', 'hunter-two');
    await opened.data.secrets.put('ant' as PluginId, 'other', 'other-secret');
    await opened.data.secrets.put('bee' as PluginId, 'api-key', 'of-the-bee');
    return opened;
  };
  const secrets = { authorization: 'Bearer {api-key}' };

  it('reach the host in the header that is named, and nothing else', async () => {
    const { textOf, data } = await keep(open(policyFor(), granted));
    expect(await textOf(url, { secrets })).toBe('hello');
    expect(seen[0]?.headers.authorization).toBe('Bearer hunter-two');
    const rows = await data.audit.read({ limit: 9 });
    expect(rows.map(({ target }) => target)).toEqual([
      'GET https://api.example.com/prices',
      'api-key to GET https://api.example.com/prices',
    ]);
    expect(JSON.stringify(rows)).not.toContain('hunter');
  });

  it.each<[string, JsonObject, string]>([
    ['without the grant of its name', { authorization: '{other}' }, 'permission.denied'],
    ['that is not stored', { authorization: '{api-keys}' }, 'permission.denied'],
    ['in a header that servers repeat', { 'content-type': '{api-key}' }, 'network.bad-secret-place'],
    ['in no header', { '': '{api-key}' }, 'network.bad-secret-place'],
    ['without a template', { authorization: 'api-key' }, 'network.bad-secret-place'],
  ])('are not sent %s', async (_name, given, code) => {
    const { codeOf } = await keep(open(policyFor(), granted));
    expect(await codeOf(url, { secrets: given })).toBe(code);
    expect(seen).toEqual([]);
  });

  it('are not inserted into what the plugin writes itself', async () => {
    const { codeOf } = await keep(open(policyFor(), granted));
    await codeOf(`${url}&x={api-key}`, { method: 'POST', headers: { authorization: '{api-key}' }, body: '{api-key}' });
    expect(JSON.stringify(seen)).not.toContain('hunter');
  });

  it('do not follow a redirect to another host', async () => {
    handler = (request, response) =>
      request.headers.host === 'api.example.com'
        ? void response.writeHead(302, { location: 'https://cdn.example.com/' }).end()
        : response.end();
    const { codeOf } = await keep(open(policyFor(), { ...granted, 'net:cdn.example.com': {} }));
    expect(await codeOf(url, { secrets })).toBe('allowed');
    expect(JSON.stringify(seen[1])).not.toContain('hunter');
  });

  it.each<[string, Handler]>([
    ['in a body', (request, response) => void response.end(JSON.stringify(request.headers))],
    [
      'in a body in pieces',
      (_request, response) => {
        response.write('hunt');
        setTimeout(() => response.end('er-two'), 30);
      },
    ],
    [
      'in a header',
      (request, response) => void response.setHeader('x-seen', request.headers.authorization ?? '').end(),
    ],
    ['packed', (_request, response) => void response.setHeader('content-encoding', 'gzip').end(gzipSync('hunter-two'))],
    ['as base64', (_request, response) => void response.end(Buffer.from('hunter-two').toString('base64'))],
  ])('that come back %s are not passed on', async (_name, given) => {
    handler = given;
    const { codeOf } = await keep(open(policyFor(), granted));
    expect(await codeOf(url, { secrets })).toBe('network.secret-returned');
  });
});

describe('a grant that is taken back', () => {
  it('ends a request that waits for its answer', async () => {
    handler = () => {};
    const { codeOf, grants } = open(policyFor());
    const code = codeOf(url);
    await expect.poll(() => seen.length).toBe(1);
    await grants.revoke();
    expect(await code).toBe('network.taken-back');
    expect(await codeOf(url)).toBe('permission.denied');
  });

  it('ends a body under way', async () => {
    handler = (_request, response) => void setInterval(() => response.write('x'), 5).unref();
    const { fetch, request, grants } = open(policyFor());
    const { id } = await fetch(url);
    await request('read', id);
    await grants.revoke();
    await expect(request('read', id)).rejects.toMatchObject({ code: 'network.taken-back' });
  });

  it('leaves nothing open when the plugin ends', async () => {
    handler = (_request, response) => void response.write('x');
    const { fetch, caller } = open(policyFor());
    await fetch(url);
    caller.network.close(caller.session);
    await expect.poll(() => new Promise((resolve) => server.getConnections((_e, count) => resolve(count)))).toBe(0);
  });
});
