import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import type { ChartState, ChartStatus, PluginSummary } from '@omnitrade/contracts';
import { readSession } from '@omnitrade/store';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';
import { createPlugin } from '../creating/create-plugin.ts';
import type { DevNews } from './dev-session.ts';

const bin = fileURLToPath(new URL('../../bin/omnitrade.js', import.meta.url));

let home: TestHome;
let plugin: string;
let child: ChildProcess | undefined;
beforeEach(async () => {
  home = createTestHome();
  ({ dir: plugin } = await createPlugin({ dir: join(home.dir, 'dev-me'), template: 'indicator', author: 'x' }));
});
afterEach(async () => {
  const running = child && child.exitCode === null && child.signalCode === null ? child : undefined;
  const ended = running && new Promise((resolve) => running.once('exit', resolve));
  running?.kill('SIGINT');
  await ended;
  child = undefined;
  home[Symbol.dispose]();
});

/** Each call waits for the next thing the command says. */
function startDev(...more: string[]): () => Promise<DevNews> {
  child = spawn(process.execPath, [bin, 'dev', plugin, '--json', '--home', home.dir, '--port', '0', ...more], {
    stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
  });
  const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
  return async () => JSON.parse((await lines.next()).value as string);
}

async function ask<T>(path: string, body?: unknown): Promise<T> {
  const { url, token } = (await readSession(home.dir)) ?? {};
  const answer = await fetch(`${url}${path}`, {
    method: body === undefined ? 'GET' : 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  return (await answer.json()) as T;
}

const file = () => join(plugin, 'services/distance.ts');
const edit = (from: string, to: string) => writeFileSync(file(), readFileSync(file(), 'utf8').replace(from, to));
const findPlugin = async () =>
  (await ask<{ plugins: PluginSummary[] }>('/api/plugins')).plugins.find(({ id }) => id === 'dev-me');

describe('omnitrade dev', { timeout: 120_000 }, () => {
  it('starts a terminal, loads the plugin, and loads it anew with its place on the chart', async () => {
    const next = startDev();
    expect(await next()).toMatchObject({ news: 'loaded', plugin: 'dev-me', result: { warnings: [] } });
    expect(await findPlugin()).toMatchObject({ trust: 'developer', state: 'installed' });
    await expect.poll(async () => (await ask<ChartStatus>('/api/chart')).state, { timeout: 20_000 }).toBe('ready');
    await ask('/api/chart/indicators', { contribution: 'dev-me/distance', inputs: { length: 33 } });
    const onChart = async () => {
      const chart = (await ask<{ chart: ChartState }>('/api/chart')).chart;
      return chart.indicators.find(({ contribution }) => contribution === 'dev-me/distance');
    };
    await expect.poll(onChart, { timeout: 20_000 }).toMatchObject({ status: 'live' });
    const before = await onChart();
    edit("title: 'Distance from average'", "title: 'Renamed'");
    expect(await next()).toMatchObject({ news: 'loaded', result: { contributions: [{ info: { title: 'Renamed' } }] } });
    await expect.poll(onChart, { timeout: 20_000 }).toMatchObject({
      id: before?.id,
      inputs: { length: 33 },
      status: 'live',
    });
  });

  it('lets a debugger in, over each change, and only in a terminal of its own', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    const next = startDev('--inspect', `${port}`);
    expect(await next()).toMatchObject({ news: 'loaded', plugin: 'dev-me' });
    await expect.poll(async () => (await ask<ChartStatus>('/api/chart')).state, { timeout: 20_000 }).toBe('ready');
    await ask('/api/chart/indicators', { contribution: 'dev-me/distance', inputs: {} });
    const targets = async () => (await fetch(`http://127.0.0.1:${port}/json/list`).catch(() => undefined))?.status;
    await expect.poll(targets, { timeout: 20_000 }).toBe(200);
    edit("title: 'Distance from average'", "title: 'Renamed'");
    expect(await next()).toMatchObject({ news: 'loaded', result: { contributions: [{ info: { title: 'Renamed' } }] } });
    await expect.poll(targets, { timeout: 20_000 }).toBe(200);
    const second = await home.run('dev', plugin, '--json', '--inspect', '9');
    expect(second.json).toMatchObject({ error: { code: 'cli.cannot-inspect' } });
  });

  it('leaves what runs alone while the sources are broken, and says where an error lies in them', async () => {
    const terminal = await home.start();
    const next = startDev();
    expect(await next()).toMatchObject({ news: 'loaded' });
    edit('export const distance', 'export const = distance');
    expect(await next()).toMatchObject({
      news: 'refused',
      code: 'pack.not-built',
      message: expect.stringMatching(/^services\/distance\.ts, line \d+, cannot be built/),
    });
    expect(await findPlugin()).toMatchObject({ state: 'installed' });
    edit('export const = distance', 'export const distance');
    await next();
    edit('const mean =', "if (i >= 0) throw new Error('planted');\n      const mean =");
    const line =
      readFileSync(file(), 'utf8')
        .split('\n')
        .findIndex((text) => text.includes('planted')) + 1;
    const failed = (await next()) as Extract<DevNews, { news: 'loaded' }>;
    const where = `planted (services/distance.ts:${line}:`;
    expect(failed.result.warnings[0]?.message).toContain(where);
    expect((await findPlugin())?.error?.message).toContain(where);
    child?.kill('SIGINT');
    // It found this terminal, so it leaves it running.
    expect(await findPlugin()).toBeDefined();
    await terminal.stop();
  });

  it('says at once that a folder is no plugin', async () => {
    const ran = await home.run('dev', home.dir, '--json');
    expect([ran.code, (ran.json as { error: { code: string } }).error.code]).toEqual([1, 'cli.no-file']);
  });
});
