import { gzipSync } from 'node:zlib';
import type { JsonObject, PluginId } from '@omnitrade/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type Handler, openCaller, TestSite } from './network-fixture.ts';

let site: TestSite;
beforeAll(async () => {
  site = await new TestSite().listen();
});
afterAll(() => site[Symbol.dispose]());
afterEach(() => site.reset());

const url = 'https://api.example.com/prices?key=1';

describe('secrets', () => {
  const granted = { 'net:api.example.com': {}, secrets: { names: ['api-key'] } };
  const keep = async (opened: ReturnType<typeof openCaller>) => {
    await opened.data.secrets.put('ant' as PluginId, 'api-key', 'hunter-two');
    await opened.data.secrets.put('ant' as PluginId, 'other', 'other-secret');
    await opened.data.secrets.put('bee' as PluginId, 'api-key', 'of-the-bee');
    return opened;
  };
  const secrets = { authorization: 'Bearer {api-key}' };

  it('reach the host in the header that is named, and nothing else', async () => {
    const { textOf, data } = await keep(openCaller(site.policy(), granted));
    expect(await textOf(url, { secrets })).toBe('hello');
    expect(site.seen[0]?.headers.authorization).toBe('Bearer hunter-two');
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
    const { codeOf } = await keep(openCaller(site.policy(), granted));
    expect(await codeOf(url, { secrets: given })).toBe(code);
    expect(site.seen).toEqual([]);
  });

  it('are not inserted into what the plugin writes itself', async () => {
    const { codeOf } = await keep(openCaller(site.policy(), granted));
    await codeOf(`${url}&x={api-key}`, { method: 'POST', headers: { authorization: '{api-key}' }, body: '{api-key}' });
    expect(JSON.stringify(site.seen)).not.toContain('hunter');
  });

  it('do not follow a redirect to another host', async () => {
    site.handler = (request, response) =>
      request.headers.host === 'api.example.com'
        ? void response.writeHead(302, { location: 'https://cdn.example.com/' }).end()
        : response.end();
    const { codeOf } = await keep(openCaller(site.policy(), { ...granted, 'net:cdn.example.com': {} }));
    expect(await codeOf(url, { secrets })).toBe('allowed');
    expect(JSON.stringify(site.seen[1])).not.toContain('hunter');
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
    site.handler = given;
    const { codeOf } = await keep(openCaller(site.policy(), granted));
    expect(await codeOf(url, { secrets })).toBe('network.secret-returned');
  });
});

describe('a grant that is taken back', () => {
  it('ends a request that waits for its answer', async () => {
    site.handler = () => {};
    const { codeOf, grants } = openCaller(site.policy());
    const code = codeOf(url);
    await expect.poll(() => site.seen.length).toBe(1);
    await grants.revoke();
    expect(await code).toBe('network.taken-back');
    expect(await codeOf(url)).toBe('permission.denied');
  });

  it('ends a body under way', async () => {
    site.handler = (_request, response) => void setInterval(() => response.write('x'), 5).unref();
    const { fetch, request, grants } = openCaller(site.policy());
    const { id } = await fetch(url);
    await request('read', id);
    await grants.revoke();
    await expect(request('read', id)).rejects.toMatchObject({ code: 'network.taken-back' });
  });

  it('leaves nothing open when the plugin ends', async () => {
    site.handler = (_request, response) => void response.write('x');
    const { fetch, caller } = openCaller(site.policy());
    await fetch(url);
    caller.network.close(caller.session);
    await expect
      .poll(() => new Promise((resolve) => site.server.getConnections((_e, count) => resolve(count))))
      .toBe(0);
  });
});
