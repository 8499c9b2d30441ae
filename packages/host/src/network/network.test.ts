import { brotliCompressSync, gzipSync } from 'node:zlib';
import type { JsonObject } from '@omnitrade/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { createTestAuthority } from './certificate-fixture.ts';
import { authority, type Handler, hosts, openCaller, TestSite } from './network-fixture.ts';
import { defaultNetworkPolicy, type NetworkLimits } from './policy.ts';

let site: TestSite;
beforeAll(async () => {
  site = await new TestSite().listen();
});
afterAll(() => site[Symbol.dispose]());
afterEach(() => site.reset());

const url = 'https://api.example.com/prices?key=1';

describe('a request', () => {
  it('goes over TLS to the checked address and comes back whole', async () => {
    const { fetch, readAll, data } = openCaller(site.policy());
    const init = { method: 'post', headers: { 'Content-Type': 'text/plain', 'X-Mine': '1' }, body: 'gr\u00fc\u00df' };
    const { id, status, headers, url: at } = await fetch(url, init);
    expect([status, at, `${await readAll(id)}`]).toEqual([200, url, 'hello']);
    expect(site.seen).toMatchObject([
      { host: 'api.example.com', method: 'POST', url: '/prices?key=1', body: 'gr\u00fc\u00df' },
    ]);
    expect(site.seen[0]?.headers).toMatchObject({ 'x-mine': '1', 'user-agent': 'OmniTrade/1.0' });
    expect(headers.map(([name]) => name)).toContain('date');
    const rows = await data.audit.read({ limit: 9 });
    expect(rows.map(({ target, outcome }) => [target, outcome])).toEqual([
      ['POST https://api.example.com/prices', 'allowed'],
    ]);
  });

  it('streams what is larger than a piece, and reads no faster than the plugin', async () => {
    const size = 8 * 1_048_576;
    let sent = 0;
    site.handler = (_request, response) => {
      const more = () => {
        while (sent < size) {
          sent += 65_536;
          if (!response.write(Buffer.alloc(65_536, sent % 256))) return void response.once('drain', more);
        }
        response.end();
      };
      more();
    };
    const { fetch, readAll, request } = openCaller(site.policy());
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
    site.handler = (_request, response) =>
      response.setHeader('content-encoding', name).end(pack(Buffer.from('packed')));
    expect(await openCaller(site.policy()).textOf(url)).toBe('packed');
  });
});

describe('a host', () => {
  it('is reached by its grant only, however its name is written', async () => {
    const { codeOf } = openCaller(site.policy());
    expect(await codeOf('https://API.Example.COM/')).toBe('allowed');
    expect(site.seen).toHaveLength(1);
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
    expect(site.seen).toHaveLength(1);
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
    expect(await openCaller(site.policy()).codeOf(bad)).toBe('network.bad-url');
    expect(site.seen).toEqual([]);
  });

  it.each<[string, string[]]>([
    ['this machine', ['127.0.0.1']],
    ['a private network', ['192.168.0.1']],
    ['the metadata of a cloud', ['169.254.169.254']],
    ['this machine by a mapped address', ['::ffff:127.0.0.1']],
    ['a public and a private place', ['93.184.215.14', '10.0.0.1']],
  ])('that leads to %s is refused by the usual policy', async (_name, addresses) => {
    const policy = site.policy({ lookup: async () => addresses, mayConnect: defaultNetworkPolicy.mayConnect });
    expect(await openCaller(policy).codeOf(url)).toBe('network.forbidden-address');
    expect(site.seen).toEqual([]);
  });

  it('is looked up once: a name that leads elsewhere a moment later gains nothing', async () => {
    let lookups = 0;
    const lookup = async () => [lookups++ === 0 ? '127.0.0.1' : '10.0.0.1'];
    const { codeOf } = openCaller(site.policy({ lookup }));
    expect([await codeOf(url), lookups]).toEqual(['allowed', 1]);
    expect([await codeOf(url), lookups]).toEqual(['network.forbidden-address', 2]);
  });

  it('without an address is said to have none', async () => {
    for (const lookup of [async () => [], () => Promise.reject(new Error('ENOTFOUND'))])
      expect(await openCaller(site.policy({ lookup })).codeOf(url)).toBe('network.no-address');
  });
});

describe('certificates', () => {
  it.each([
    ['of another authority', () => createTestAuthority('Other').issue(hosts)],
    ['of another host', () => authority.issue(['other.example.org'])],
    ['that have expired', () => authority.issue(hosts, '210101000000Z')],
  ])('%s are refused', async (_name, issue) => {
    const other = await new TestSite(issue()).listen();
    try {
      expect(await openCaller(site.policy({ toPort: () => other.port })).codeOf(url)).toBe('network.bad-certificate');
      expect(site.seen).toEqual([]);
    } finally {
      other[Symbol.dispose]();
    }
  });

  it('of a test count only where its policy is used', async () => {
    const { ca: _, ...usual } = site.policy();
    expect(await openCaller(usual).codeOf(url)).toBe('network.bad-certificate');
  });
});

describe('redirects', () => {
  const to =
    (location: string, status = 302): Handler =>
    (request, response) =>
      request.url === '/end' ? response.end('end') : void response.writeHead(status, { location }).end();

  it('are followed to granted hosts, without body and without credentials for another host', async () => {
    site.handler = to('https://cdn.example.com/end');
    const both = { 'net:api.example.com': {}, 'net:cdn.example.com': {} };
    const { fetch } = openCaller(site.policy(), both);
    const init = { method: 'POST', body: 'x', headers: { authorization: 'mine', 'x-api-key': 'mine', 'x-other': '1' } };
    expect(await fetch(url, init)).toMatchObject({ status: 200, redirected: true, url: 'https://cdn.example.com/end' });
    expect(site.seen[1]).toMatchObject({ host: 'cdn.example.com', method: 'GET', body: '' });
    expect(site.seen[1]?.headers).not.toHaveProperty('authorization');
    expect(site.seen[1]?.headers).not.toHaveProperty('x-api-key');
    expect(site.seen[1]?.headers).toHaveProperty('x-other');
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
    site.handler = to(location);
    expect(await openCaller(site.policy()).codeOf(url)).toBe(code);
  });

  it('are resolved and checked at each step', async () => {
    site.handler = to('/end');
    let lookups = 0;
    const lookup = async () => [lookups++ === 0 ? '127.0.0.1' : '169.254.169.254'];
    expect(await openCaller(site.policy({ lookup })).codeOf(url)).toBe('network.forbidden-address');
    expect(site.seen).toHaveLength(1);
  });

  it('can be refused or looked at', async () => {
    site.handler = to('https://cdn.example.com/end');
    const { codeOf, fetch } = openCaller(site.policy());
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
    site.handler = given;
    expect(await openCaller(site.policy({}, limits)).codeOf(url)).toBe(code);
  });

  it('hold the number of open requests', async () => {
    const { fetch, codeOf, request } = openCaller(site.policy({}, { open: 2 }));
    const [one] = [await fetch(url), await fetch(url)];
    expect(await codeOf(url)).toBe('network.too-many');
    await request('close', one.id);
    expect(await codeOf(url)).toBe('allowed');
  });

  it('of a grant hold methods and bytes, both ways', async () => {
    site.handler = (_request, response) => response.end(Buffer.alloc(600));
    const { codeOf, fetch } = openCaller(site.policy(), {
      'net:api.example.com': { methods: ['GET'], bytesPerDay: 1000 },
    });
    expect(await codeOf(url, { method: 'DELETE' })).toBe('permission.denied');
    expect(site.seen).toEqual([]);
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
    expect(await openCaller(site.policy()).codeOf(url, init)).toBe(code);
    expect(site.seen).toEqual([]);
  });

  it('of an answer do not bring cookies', async () => {
    site.handler = (_request, response) => response.setHeader('set-cookie', 'a=b').end();
    const { headers } = await openCaller(site.policy()).fetch(url);
    expect(headers.map(([name]) => name)).not.toContain('set-cookie');
  });
});
