import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { LogBook } from '../log-book.ts';
import { firstParty, startTestTerminal, startWorkspace, type TestTerminal } from '../terminal-fixture.ts';

let test: TestTerminal;
const logBook = new LogBook();
beforeAll(async () => {
  test = await startTestTerminal({ logBook });
  for (const name of ['sp500-history', 'classic-indicators'])
    await test.host.install({ source: { kind: 'directory', path: firstParty(name) }, grants: [], grantLowRisk: true });
  await test.host.chart.open(startWorkspace);
});
afterAll(() => test[Symbol.asyncDispose]());

const get = async (path: string) => (await test.request(path)).json() as Promise<Record<string, never>>;
const logs = '/api/plugins/classic-indicators/logs';

describe('the log of a plugin over the API', () => {
  it('holds its lines by level and number, and its events', async () => {
    logBook.add('classic-indicators', 'warn', 'near the limit');
    logBook.add('sp500-history', 'error', 'another');
    expect(await get(`${logs}?level=warn`)).toMatchObject({
      plugin: 'classic-indicators',
      lines: [{ text: 'near the limit' }],
    });
    const { lines } = (await get(`${logs}?limit=1000`)) as unknown as { lines: { text: string; seq: number }[] };
    expect(lines.map(({ text }) => text)).toContain('plugin.installed');
    const after = (await get(`${logs}?after=${lines.at(-2)?.seq}`)) as unknown as { lines: unknown[] };
    expect(after.lines).toHaveLength(1);
  });

  it('lets no text disguise itself', async () => {
    logBook.add('classic-indicators', 'error', 'a\u202eb\u009b\n{"level":"info"}');
    const body = await (await test.request(`${logs}?level=error`)).text();
    expect(body).not.toMatch(/[\p{Cc}\u202a-\u202e]/u);
    expect(JSON.parse(body).lines.at(-1).text).toContain('\u202e');
  });

  it('refuses what it does not know, and whom', async () => {
    expect((await test.request('/api/plugins/none/logs')).status).toBe(404);
    expect((await test.request(`${logs}?level=loud`)).status).toBe(400);
    expect((await test.request(logs, { headers: { authorization: '' } })).status).toBe(401);
  });

  it('can be followed: what is there, then each new line, until the reader goes', async () => {
    const stop = new AbortController();
    const answer = await test.request(`${logs}?follow=true&level=warn&limit=2`, { signal: stop.signal });
    expect(answer.headers.get('content-type')).toContain('text/event-stream');
    const reader = answer.body?.pipeThrough(new TextDecoderStream()).getReader();
    let said = '';
    const until = async (text: string) => {
      while (!said.includes(text)) said += (await reader?.read())?.value ?? '';
    };
    await until('so far');
    logBook.add('classic-indicators', 'info', 'not asked for');
    logBook.add('classic-indicators', 'error', 'new \u202e line');
    await until('new');
    expect(said).not.toContain('not asked for');
    expect(said).toContain('new \\u202e line');
    expect(said).toMatch(/^id: \d+$/m);
    stop.abort();
  });
});

describe('the profile of a plugin over the API', () => {
  it('says in one sentence why there is none', async () => {
    const init = { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{"seconds":0.1}' };
    const answer = await test.request('/api/plugins/sp500-history/profile', init);
    expect((await answer.json()) as object).toMatchObject({
      error: { code: expect.stringMatching(/^(?:sandbox\.profile-empty|plugin\.stopped)$/) },
    });
    expect((await test.request('/api/plugins/none/profile', init)).status).toBe(404);
    expect((await test.request('/api/plugins/sp500-history/profile', { ...init, body: '{"seconds":99}' })).status).toBe(
      400,
    );
    expect(await get('/api/plugins/sp500-history/profiles')).toEqual({ profiles: [] });
  });
});

describe('figures in the text of Prometheus', () => {
  it('hold every figure of a plugin and of runners, at both addresses', async () => {
    const text = await (await test.request('/api/metrics')).text();
    for (const name of [
      'turn_seconds',
      'turn_seconds_max',
      'wall_seconds_total',
      'conflated_total',
      'bytes_total',
      'errors_total',
      'restarts_total',
      'strikes',
      'queued',
    ])
      expect(text).toMatch(new RegExp(`^omnitrade_plugin_${name}\\{plugin="classic-indicators"`, 'm'));
    expect(text).toMatch(/^omnitrade_runner_lag_seconds\{pid="\d+",kind="\w+"\}/m);
    expect((await test.request('/metrics')).status).toBe(200);
    const { paths } = (await get('/api/openapi.json')) as unknown as { paths: object };
    expect(Object.keys(paths)).toEqual(
      expect.arrayContaining(['/api/metrics', '/api/plugins/{id}/logs', '/api/plugins/{id}/profile']),
    );
  });
});
