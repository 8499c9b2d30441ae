import { existsSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { readSession } from '@omnitrade/store';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { ensureVegaData } from '../../../../tools/vega-data.ts';
import * as accessSchemas from './http/access-schemas.ts';
import { frameType, fromFrames, toFrames } from './http/column-frames.ts';
import * as schemas from './http/schemas.ts';
import { contentSecurityPolicy } from './security/headers.ts';
import { brokenPlugin, openChart, post, startTestTerminal, type TestTerminal } from './terminal-fixture.ts';

let test: TestTerminal;
beforeAll(async () => {
  ensureVegaData();
  test = await startTestTerminal();
  await openChart(test);
});
afterAll(() => test[Symbol.asyncDispose]());

const readJson = async (path: string, init?: RequestInit) => (await test.request(path, init)).json();
const codeOf = async (response: Promise<Response> | Response) => {
  const { status } = await response;
  const body = (await (await response).json()) as { error?: { code: string } };
  return [status, body.error?.code];
};

/** A request with any path and headers, as only another program can send it. */
function send(options: { path?: string; method?: string; headers?: Record<string, string>; body?: string }) {
  return new Promise<{ status: number; text: string; headers: NodeJS.Dict<string | string[]> }>((resolve, reject) => {
    const { path = '/', method = 'GET', headers = {}, body } = options;
    const request = httpRequest({ port: test.terminal.port, host: '127.0.0.1', path, method, headers }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, text, headers: response.headers }));
    });
    request.on('error', reject);
    request.end(body);
  });
}

describe('terminal API', () => {
  it('tells its health to anyone, and nothing else without a session', async () => {
    const health = await (await fetch(`${test.terminal.url}/api/health`)).json();
    expect(health).toMatchObject({ status: 'ok', version: '0.1.0', plugins: { failed: 0, quarantined: 0 } });
    for (const path of ['plugins', 'contributions', 'events', 'vitals', 'chart', 'layout', 'openapi.json'])
      expect(await codeOf(fetch(`${test.terminal.url}/api/${path}`))).toEqual([401, 'terminal.no-session']);
    expect(await codeOf(fetch(`${test.terminal.url}/metrics`))).toEqual([401, 'terminal.no-session']);
  });

  it.each([
    ['/api/health', schemas.healthReply],
    ['/api/plugins', schemas.pluginsReply],
    ['/api/plugins/classic-indicators', schemas.pluginInfoReply],
    ['/api/plugins/classic-indicators/grants', accessSchemas.grantsReply],
    ['/api/plugins/classic-indicators/grants/report', accessSchemas.grantReportReply],
    ['/api/plugins/classic-indicators/secrets', accessSchemas.secretsReply],
    ['/api/audit', accessSchemas.auditReply],
    ['/api/audit/check', accessSchemas.auditCheckReply],
    ['/api/contributions', schemas.contributionsReply],
    ['/api/events', schemas.eventsReply],
    ['/api/vitals', schemas.vitalsReply],
    ['/api/chart', schemas.chartReply],
    ['/api/layout', schemas.layoutReply],
  ])('answers %s in the form it describes', async (path, schema) => {
    expect(z.safeParse(schema, await readJson(path))).toMatchObject({ success: true });
  });

  it('describes every route in OpenAPI 3.1', async () => {
    const { openapi, paths } = (await readJson('/api/openapi.json')) as {
      openapi: string;
      paths: Record<string, object>;
    };
    expect(openapi).toBe('3.1.0');
    const described = Object.entries(paths).flatMap(([path, methods]) =>
      Object.keys(methods).map((m) => `${m} ${path}`),
    );
    expect(described.toSorted()).toEqual(
      [
        'post /api/session',
        'get /api/session',
        'get /api/health',
        'get /api/vitals',
        'get /api/events',
        'get /api/openapi.json',
        'get /metrics',
        'post /api/shutdown',
        'get /api/plugins',
        'post /api/plugins',
        'get /api/plugins/{id}',
        'delete /api/plugins/{id}',
        'get /api/plugins/{id}/past',
        'post /api/plugins/{id}/enable',
        'post /api/plugins/{id}/disable',
        'post /api/plugins/{id}/pin',
        'post /api/plugins/{id}/rollback',
        'post /api/plugins/{id}/update',
        'post /api/plugins/{id}/retry',
        'post /api/plugins/{id}/record',
        'get /api/plugins/{id}/grants',
        'put /api/plugins/{id}/grants',
        'delete /api/plugins/{id}/grants',
        'get /api/plugins/{id}/grants/report',
        'get /api/plugins/{id}/secrets',
        'put /api/plugins/{id}/secrets',
        'delete /api/plugins/{id}/secrets',
        'get /api/audit',
        'get /api/audit/check',
        'get /api/contributions',
        'get /api/chart',
        'post /api/chart/indicators',
        'patch /api/chart/indicators/{instance}',
        'delete /api/chart/indicators/{instance}',
        'post /api/chart/replay',
        'get /api/layout',
        'put /api/chart/type',
        'put /api/layout',
        'post /api/indicator-run',
        'get /api/metrics',
        'get /api/plugins/{id}/logs',
        'post /api/plugins/{id}/profile',
        'get /api/plugins/{id}/profiles',
        'get /api/plugins/{id}/settings',
        'put /api/plugins/{id}/settings',
        'put /api/plugins/{id}/flow',
        'delete /api/plugins/{id}/flow',
        'get /api/permission-requests',
        'delete /api/permission-requests/{request}',
        'get /api/lock',
        'post /api/lock',
        'put /api/uploads/{id}/{part}',
        'delete /api/uploads/{id}',
        'get /api/trading',
        'post /api/trading',
        'post /api/backtest',
        'post /api/safe-mode/leave',
      ].toSorted(),
    );
    const install = paths['/api/plugins'] as { post: { requestBody: { content: object } } };
    expect(install.post.requestBody.content).toMatchObject({
      'application/json': {
        schema: { properties: { source: expect.anything(), want: expect.anything() }, additionalProperties: false },
      },
    });
  });

  it('installs, switches and uninstalls a plugin', async () => {
    const path = brokenPlugin('throws-in-activate');
    const installed = await readJson('/api/plugins', post({ source: { kind: 'directory', path }, grantLowRisk: true }));
    expect(z.safeParse(schemas.changeReply, installed)).toMatchObject({ success: true });
    expect(await readJson('/api/plugins/throws-in-activate')).toMatchObject({ state: 'failed', wanted: 'enabled' });
    expect(await readJson('/api/plugins/throws-in-activate/disable', { method: 'POST' })).toMatchObject({
      wanted: 'disabled',
    });
    expect(await readJson('/api/plugins/throws-in-activate/enable', { method: 'POST' })).toMatchObject({
      wanted: 'enabled',
    });
    const removed = await readJson('/api/plugins/throws-in-activate', { method: 'DELETE' });
    expect(removed).toMatchObject({ ok: true, changes: [{ plugin: 'throws-in-activate', to: null }] });
    expect(await codeOf(test.request('/api/plugins/throws-in-activate'))).toEqual([404, 'registry.not-installed']);
  });

  it('takes a grant back and gives it again, with what the page must show', async () => {
    const path = '/api/plugins/classic-indicators/grants';
    const put = (body: unknown) => test.request(path, { ...post(body), method: 'PUT' });
    const gone = await readJson(`${path}?permission=charts:write`, { method: 'DELETE' });
    expect(gone).toMatchObject({
      grants: [],
      asks: [{ id: 'charts:write', risk: 'low', title: 'Draw on your charts' }],
    });
    expect(await (await put({ permission: 'charts:write' })).json()).toMatchObject({
      grants: [{ permission: 'charts:write', limits: {}, lifetime: 'until-revoked' }],
    });
    expect(await codeOf(put({ permission: 'account:read' }))).toEqual([422, 'permission.not-declared']);
    expect(await codeOf(put({ permission: 'charts:write', lifetime: 'for-ever' }))).toEqual([
      400,
      'terminal.bad-request',
    ]);
    expect(await readJson('/api/audit?plugin=classic-indicators&limit=2')).toMatchObject({
      entries: [{ outcome: 'revoked' }, { outcome: 'given', permission: 'charts:write' }],
    });
    await expect.poll(async () => JSON.stringify(await readJson('/api/chart'))).toContain('"status":"live"');
  });

  it('changes the indicators of the chart and has them on disk when it answers', async () => {
    const added = await test.request(
      '/api/chart/indicators',
      post({ contribution: 'classic-indicators/rsi', inputs: { length: 9 } }),
    );
    expect(added.status).toBe(201);
    const { id } = schemas.indicatorReply.parse(await added.json());
    const stored = async () =>
      (await test.home.workspace.read())?.indicators.find((one) => one.contribution.endsWith('/rsi'));
    expect((await stored())?.inputs).toMatchObject({ length: 9 });
    const patch = { ...post({ inputs: { length: 21 }, hidden: true }), method: 'PATCH' };
    expect(await readJson(`/api/chart/indicators/${id}`, patch)).toMatchObject({
      hidden: true,
      inputs: { length: 21 },
    });
    expect(await stored()).toMatchObject({ hidden: true, inputs: { length: 21 } });
    expect(await readJson(`/api/chart/indicators/${id}`, { method: 'DELETE' })).toEqual({ ok: true });
    expect(await stored()).toBeUndefined();
    expect(await codeOf(test.request(`/api/chart/indicators/${id}`, { method: 'DELETE' }))).toEqual([
      404,
      'indicator.unknown-instance',
    ]);
  });

  it('keeps the layout', async () => {
    const layout = { panels: [{ type: 'chart' }] };
    expect(await readJson('/api/layout', { ...post({ layout }), method: 'PUT' })).toEqual({ ok: true });
    expect(await readJson('/api/layout')).toEqual({ layout });
  });

  it('runs an indicator over bars that come as JSON or as frames', async () => {
    const length = 70_000;
    const column = Float64Array.from({ length }, (_, i) => i + 1);
    const ask = { plugin: 'classic-indicators', indicator: 'sma', inputs: { length: 2 } };
    const columns = [column, column, column, column, column, column.map(() => Number.NaN)];
    const response = await test.request('/api/indicator-run', {
      method: 'POST',
      headers: { 'content-type': frameType },
      body: new Uint8Array(toFrames({ header: ask, length, columns })),
    });
    expect(response.status).toBe(200);
    const answer = fromFrames(
      new Uint8Array(await response.arrayBuffer()),
      (header) => (header.keys as string[]).length,
    );
    expect(answer.length).toBe(length);
    expect(answer.columns[0]?.slice(-2)).toEqual(Float64Array.of(69_998.5, 69_999.5));

    const three = [1, 2, 3];
    const bars = { time: three, open: three, high: three, low: three, close: three, volume: [1, null, 3] };
    expect(await readJson('/api/indicator-run', post({ ...ask, bars }))).toMatchObject({
      bars: 3,
      outputs: { sma: [null, 1.5, 2.5] },
    });
    const crossed = post({ ...ask, bars: { ...bars, high: [0, 0, 0] } });
    expect(await codeOf(test.request('/api/indicator-run', crossed))).toEqual([422, 'market.bad-bar']);
    const short = post({ ...ask, bars: { ...bars, high: [1] } });
    expect((await codeOf(test.request('/api/indicator-run', short)))[0]).toBe(422);
  });

  it('gives figures for each plugin', async () => {
    const text = await (await test.request('/metrics')).text();
    expect(text).toMatch(/^omnitrade_plugin_turns_total\{plugin="classic-indicators"\} [1-9]/m);
    expect(text).toMatch(/^omnitrade_plugin_state\{plugin="sp500-history",state="active"\} 1$/m);
    expect(text).toMatch(/^omnitrade_runner_resident_bytes\{pid="\d+",kind="\w+"\} \d+/m);
    expect(text).toMatch(/^omnitrade_runner_deaths_total\{kind="\w+"\} 0$/m);
  });
});

describe('page files', () => {
  it('are kept for ever if they are named by their content, and never otherwise', async () => {
    const index = await send({ headers: { host: `127.0.0.1:${test.terminal.port}` } });
    expect(index.text).toContain('<title>page</title>');
    expect(index.headers).toMatchObject({
      'cache-control': 'no-store',
      'content-security-policy': contentSecurityPolicy,
      'x-content-type-options': 'nosniff',
      'referrer-policy': 'no-referrer',
      'cross-origin-opener-policy': 'same-origin',
      'cross-origin-resource-policy': 'same-origin',
    });
    const asset = await fetch(`${test.terminal.url}/assets/app-1a2b3c.js`);
    expect(asset.headers.get('cache-control')).toBe('public, max-age=31536000, immutable');
    expect(contentSecurityPolicy).toContain("frame-ancestors 'none'");
  });

  it.each([
    '/../omnitrade.db',
    '/..%2fomnitrade.db',
    '/%2e%2e/session.json',
    '/%2e%2e%2fsession.json',
    '/assets/..%2f..%2fsession.json',
    '/..\\session.json',
    '/..%5csession.json',
    '//etc/passwd',
    '/%00',
    '/assets/%2e%2e/%2e%2e/session.json',
    '/%c0%ae%c0%ae/session.json',
    '/.%2e/session.json',
    '/./../session.json',
    '/assets//..//..//session.json',
  ])('stay inside their folder when asked for %s', async (path) => {
    expect(existsSync(join(test.dir, 'session.json'))).toBe(true);
    const { status, text } = await send({ path, headers: { host: `127.0.0.1:${test.terminal.port}` } });
    expect([400, 403, 404]).toContain(status);
    expect(text).not.toContain(test.terminal.token);
    expect(JSON.parse(text)).toHaveProperty('error.code');
  });
});

describe('access', () => {
  it('gives a session for the token, in a cookie that no script and no other site can use', async () => {
    const response = await fetch(`${test.terminal.url}/api/session`, post({ token: test.terminal.token }));
    const [cookie] = response.headers.getSetCookie();
    expect(cookie).toMatch(
      new RegExp(`^omnitrade-${test.terminal.port}=[\\w-]{43}; Path=/; HttpOnly; SameSite=Strict$`),
    );
    const { csrf } = (await response.json()) as { csrf: string };
    const headers = { cookie: cookie?.split(';')[0] ?? '' };
    expect(await (await fetch(`${test.terminal.url}/api/session`, { headers })).json()).toEqual({ csrf });
    expect(await codeOf(fetch(`${test.terminal.url}/api/session`))).toEqual([401, 'terminal.no-session']);
  });

  it('lets a session read, and change things only with its csrf text', async () => {
    const { cookie, csrf } = await test.openSession();
    const other = await test.openSession();
    const layout = JSON.stringify({ layout: {} });
    const put = (headers: Record<string, string>) =>
      fetch(`${test.terminal.url}/api/layout`, {
        method: 'PUT',
        headers: { 'content-type': 'application/json', cookie, ...headers },
        body: layout,
      });
    expect((await fetch(`${test.terminal.url}/api/plugins`, { headers: { cookie } })).status).toBe(200);
    expect(await codeOf(put({}))).toEqual([403, 'terminal.no-csrf']);
    expect(await codeOf(put({ 'x-omnitrade-csrf': other.csrf }))).toEqual([403, 'terminal.no-csrf']);
    expect((await put({ 'x-omnitrade-csrf': csrf })).status).toBe(200);
  });

  it.each([
    [{ host: 'evil.example:PORT' }, 'terminal.wrong-host'],
    [{ host: '127.0.0.1:1' }, 'terminal.wrong-host'],
    [{ host: '127.0.0.1' }, 'terminal.wrong-host'],
    [{ host: 'localhost.evil.example:PORT' }, 'terminal.wrong-host'],
    [{ host: '127.0.0.1:PORT', origin: 'http://evil.example' }, 'terminal.wrong-origin'],
    [{ host: '127.0.0.1:PORT', origin: 'null' }, 'terminal.wrong-origin'],
    [{ host: '127.0.0.1:PORT', origin: 'http://127.0.0.1:1' }, 'terminal.wrong-origin'],
    [{ host: '127.0.0.1:PORT', 'sec-fetch-site': 'cross-site' }, 'terminal.wrong-origin'],
  ])('refuses %o even with the token', async (shape, code) => {
    const port = String(test.terminal.port);
    const headers = Object.fromEntries(
      Object.entries(shape).map(([name, value]) => [name, value.replace('PORT', port)]),
    );
    headers.authorization = `Bearer ${test.terminal.token}`;
    const { status, text } = await send({ path: '/api/plugins', headers });
    expect([status, JSON.parse(text).error.code]).toEqual([403, code]);
  });

  it('answers to localhost as well, and to nobody without a Host', async () => {
    const headers = { host: `localhost:${test.terminal.port}`, origin: `http://localhost:${test.terminal.port}` };
    expect((await send({ path: '/api/health', headers })).status).toBe(200);
    const raw = await new Promise<string>((resolve) => {
      const socket = connect(test.terminal.port, '127.0.0.1', () => socket.write('GET /api/health HTTP/1.0\r\n\r\n'));
      let text = '';
      socket.on('data', (chunk) => {
        text += chunk;
      });
      socket.on('close', () => resolve(text));
    });
    expect(raw).toMatch(/^HTTP\/1\.1 403 /);
    expect(raw).toContain('terminal.wrong-host');
  });

  it('counts wrong tokens, and never locks out the right one', async () => {
    const tries = await Promise.all(
      Array.from({ length: 14 }, (_, i) =>
        codeOf(fetch(`${test.terminal.url}/api/session`, post({ token: `guess-${i}` }))),
      ),
    );
    expect(tries.filter(([status]) => status === 401)).toHaveLength(10);
    expect(tries.filter(([status]) => status === 429)).toHaveLength(4);
    const headers = { authorization: 'Bearer guess' };
    expect((await codeOf(fetch(`${test.terminal.url}/api/plugins`, { headers })))[0]).toBe(429);
    expect((await test.openSession()).csrf).toMatch(/^[\w-]{43}$/);
  });
});

describe('hostile requests', () => {
  const deep = (depth: number) => `{"layout":${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}}`;
  it.each([
    ['text that is no JSON', '{"layout":', 400, 'terminal.bad-json'],
    ['no body', '', 400, 'terminal.bad-json'],
    ['a key that reaches a prototype', '{"layout":{"__proto__":{"polluted":1}}}', 400, 'terminal.bad-json'],
    ['the same inside a list', '{"layout":{"a":[{"__proto__":1}]}}', 400, 'terminal.bad-json'],
    ['JSON nested too deep', deep(40), 400, 'terminal.bad-json'],
    ['JSON nested very deep', deep(100_000), 400, 'terminal.bad-json'],
    ['an unknown key', '{"layout":{},"extra":1}', 400, 'terminal.bad-request'],
    ['another type', '{"layout":[]}', 400, 'terminal.bad-request'],
    ['null', 'null', 400, 'terminal.bad-request'],
  ])('with %s are refused in one sentence', async (_name, body, status, code) => {
    const init = { method: 'PUT', headers: { 'content-type': 'application/json' }, body };
    expect(await codeOf(test.request('/api/layout', init))).toEqual([status, code]);
    expect(Object.hasOwn(Object.prototype, 'polluted')).toBe(false);
  });

  it('with a huge body or another type of body are refused', async () => {
    const body = JSON.stringify({ layout: { text: 'x'.repeat(2_000_000) } });
    const headers = { 'content-type': 'application/json' };
    expect(await codeOf(test.request('/api/layout', { method: 'PUT', headers, body }))).toEqual([
      413,
      'terminal.too-large',
    ]);
    const form = new URLSearchParams({ layout: '{}' });
    expect(await codeOf(test.request('/api/layout', { method: 'PUT', body: form }))).toEqual([
      400,
      'terminal.bad-request',
    ]);
  });

  it('with frames that lie about themselves are refused', async () => {
    const run = (body: Uint8Array<ArrayBuffer>) =>
      codeOf(test.request('/api/indicator-run', { method: 'POST', headers: { 'content-type': frameType }, body }));
    const column = Float64Array.of(1, 2);
    const frames = new Uint8Array(toFrames({ header: { plugin: 'x' }, length: 2, columns: [column] }));
    expect(await run(frames)).toEqual([400, 'terminal.bad-request']);
    expect(await run(frames.slice(0, -1))).toEqual([400, 'terminal.bad-request']);
    expect(await run(new Uint8Array(3))).toEqual([400, 'terminal.bad-request']);
    expect(await run(Uint8Array.of(255, 255, 255, 255, 0, 0, 0, 0))).toEqual([400, 'terminal.bad-request']);
  });

  it.each([
    ['/api/plugins', { source: { kind: 'directory', path: 'relative/path' } }, 'must be an absolute path'],
    ['/api/plugins', { source: { kind: 'directory', path: '/x', builtIn: true } }, 'builtIn'],
    ['/api/chart/indicators', { contribution: '../../x' }, 'must be plugin/contribution'],
    ['/api/chart/replay', { speed: 1e9 }, 'Invalid input'],
  ])('to %s with %j are told what is wrong', async (path, body, words) => {
    const response = await test.request(path, post(body));
    expect(response.status).toBe(400);
    expect(await response.text()).toContain(words);
  });

  it('for plugins with impossible names are refused', async () => {
    for (const id of ['__proto__', '..%2f', 'A', 'x'.repeat(100), '%00'])
      expect((await test.request(`/api/plugins/${id}`)).status).toBeLessThan(500);
  });
});

describe('terminal', () => {
  it('says which port is taken and by what flag another one is chosen', async () => {
    const second = startTestTerminal({ port: test.terminal.port });
    await expect(second).rejects.toMatchObject({ code: 'terminal.port-taken' });
    await expect(second).rejects.toThrow(/--port/);
  });

  it('announces itself in the home, and closes when it is asked to', async () => {
    await using other = await startTestTerminal();
    const { url, token } = other.terminal;
    expect(await readSession(other.dir)).toEqual({ pid: process.pid, url, token });
    expect((await other.request('/api/shutdown', { method: 'POST' })).status).toBe(202);
    await expect.poll(() => readSession(other.dir)).toBeUndefined();
    await other.terminal.close();
    await expect(fetch(`${url}/api/health`)).rejects.toThrow();
  });
});
