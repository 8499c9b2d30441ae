/**
 * The author's waits: from `create` to an indicator that is drawn, and from a saved file to the plugin loaded anew in a
 * running terminal with its values on the chart again.
 */

import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import type { ChartStatus, HostEvent } from '@omnitrade/contracts';
import { readSession } from '@omnitrade/store';
import { createPlugin } from '../apps/cli/src/creating/create-plugin.ts';
import type { DevNews } from '../apps/cli/src/developing/dev-session.ts';
import { printTable, quantile } from './figures.ts';

const bin = fileURLToPath(new URL('../apps/cli/bin/omnitrade.js', import.meta.url));
const reloads = 40;

async function measure(): Promise<void> {
  const home = mkdtempSync(join(tmpdir(), 'omnitrade-bench-'));
  let child: ChildProcess | undefined;
  try {
    const begun = performance.now();
    const { dir } = await createPlugin({ dir: join(home, 'my-indicator'), template: 'indicator', author: 'x' });
    child = spawn(process.execPath, [bin, 'dev', dir, '--json', '--home', home, '--port', '0'], {
      stdio: ['ignore', 'pipe', 'inherit', 'ipc'],
    });
    const lines = createInterface({ input: child.stdout as NodeJS.ReadableStream })[Symbol.asyncIterator]();
    const next = async () => JSON.parse((await lines.next()).value as string) as DevNews;
    await next();
    const { url, token } = (await readSession(home)) ?? {};
    if (url === undefined || token === undefined) throw new Error('the terminal did not say where it is');
    const ask = async <T>(path: string, body?: unknown): Promise<T> => {
      const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
      const init = body === undefined ? { headers } : { method: 'POST', headers, body: JSON.stringify(body) };
      return (await fetch(`${url}${path}`, init)).json() as Promise<T>;
    };
    await until(async () => (await ask<ChartStatus>('/api/chart')).state === 'ready');
    await ask('/api/chart/indicators', { contribution: 'my-indicator/distance', inputs: {} });
    const isLive = async () => {
      const status = await ask<ChartStatus>('/api/chart');
      const own =
        status.state === 'ready' && status.chart.indicators.find(({ contribution }) => contribution.startsWith('my-'));
      return own !== false && own?.status === 'live';
    };
    await until(isLive);
    const drawnMs = performance.now() - begun;

    const file = join(dir, 'services/distance.ts');
    const source = readFileSync(file, 'utf8');
    const loaded: number[] = [];
    const drawn: number[] = [];
    for (let i = 0; i < reloads; i++) {
      const { events } = await ask<{ events: HostEvent[] }>('/api/events?limit=10000');
      const seq = events.at(-1)?.seq ?? 0;
      const saved = performance.now();
      writeFileSync(file, source.replace("title: 'Distance from average'", `title: 'Distance ${i}'`));
      await next();
      loaded.push(performance.now() - saved);
      // Active again after this change, not still from before it.
      await until(async () => {
        const news = (await ask<{ events: HostEvent[] }>(`/api/events?after=${seq}`)).events;
        return news.some(({ type, plugin }) => type === 'plugin.activated' && plugin === 'my-indicator') && isLive();
      });
      drawn.push(performance.now() - saved);
      await sleep(100);
    }
    const ms = (value: number) => `${value.toFixed(0)} ms`;
    const row = (name: string, values: number[]) => [
      name,
      ms(quantile(values, 0.5)),
      ms(quantile(values, 0.95)),
      ms(Math.max(...values)),
    ];
    console.log(
      `From create to an indicator on a chart, the start of the terminal included: ${(drawnMs / 1000).toFixed(1)} s\n`,
    );
    printTable(
      ['From saving a file to', 'p50', 'p95', 'longest'],
      [row('loaded in the terminal', loaded), row('on the chart again', drawn)],
    );
  } finally {
    const ended = child && child.exitCode === null ? new Promise((done) => child?.once('exit', done)) : undefined;
    child?.kill('SIGINT');
    await ended;
    rmSync(home, { recursive: true, force: true, maxRetries: 5 });
  }
}

async function until(claim: () => Promise<boolean>): Promise<void> {
  while (!(await claim())) await sleep(5);
}

if (import.meta.main) await measure();
