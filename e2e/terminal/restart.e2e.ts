import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Browser, WebSocketRoute } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { createTestHome } from '../../apps/cli/src/cli-fixture.ts';
import { openBrowser } from '../page/page-rig.ts';
import { openTerminalPage, type TerminalPage } from './terminal-page.ts';
import { startTerminal, type TerminalUnderTest, until } from './terminal-under-test.ts';

let browser: Browser;
let terminal: TerminalUnderTest;
const own = new AsyncDisposableStack();

beforeAll(async () => {
  terminal = own.use(await startTerminal());
  browser = await openBrowser();
});
afterAll(async () => {
  await browser?.close();
  await own.disposeAsync();
});

const lastClose = '2,874.56';
/** Price and lines are there; the lines come after the bars. */
async function stands(view: TerminalPage): Promise<void> {
  await until(async () => (await view.close()) === lastClose, 'the chart is there');
  await until(async () => (await view.values('RSI 14')).length === 1, 'the lines are there');
}
const isAway = (view: TerminalPage) => view.page.getByText('Connection lost, trying again …').waitFor();
/** The provider and the indicators of the chart. */
const areAtWork = async () =>
  (await terminal.list())
    .filter(({ id }) => id === 'classic-indicators' || id === 'sp500-history')
    .every(({ state }) => state === 'active');
const isBack = (view: TerminalPage) => view.page.getByText('Connection lost').waitFor({ state: 'detached' });

describe('a runner process that is killed', () => {
  test('is replaced, the lines come back by themselves, and the page says so', async () => {
    await using view = await openTerminalPage(browser, terminal.pageUrl);
    await stands(view);
    const before = await view.values('RSI 14');
    const runners = terminal.children();
    expect(runners.length).toBeGreaterThan(0);
    await view.page.getByRole('tab', { name: 'Events' }).click();
    for (const pid of runners) process.kill(pid, 'SIGKILL');
    const events = view.page.getByRole('region', { name: 'Events' });
    await events
      .getByText(/The runner process of classic-indicators ended/)
      .first()
      .waitFor();
    await until(areAtWork, 'both plugins are active');
    await until(async () => (await terminal.chart()).indicators.every(({ status }) => status === 'live'), 'lines live');
    await view.page.getByRole('alert').first().waitFor({ state: 'detached' });
    await until(async () => `${await view.values('RSI 14')}` === `${before}`, 'the line is what it was');
    await terminal.send('POST', '/api/chart/replay', { action: 'step' });
    await until(async () => `${await view.values('RSI 14')}` !== `${before}`, 'the line follows');
    await terminal.send('POST', '/api/chart/replay', { action: 'stop' });
    await until(async () => `${await view.values('RSI 14')}` === `${before}`, 'the line is whole again');
    expect((await terminal.list()).filter(({ error }) => error !== undefined)).toEqual([]);
    expect(view.faults).toEqual([]);
  });
});

describe('a connection that is cut', () => {
  test('is told, made again, and what happened meanwhile is there', async () => {
    await using view = await openTerminalPage(browser, terminal.pageUrl);
    await stands(view);
    const routes: WebSocketRoute[] = [];
    await view.page.routeWebSocket(/api\/socket/, (route) => {
      routes.push(route);
      route.connectToServer();
    });
    await view.page.reload();
    await stands(view);
    await view.page.context().setOffline(true);
    await routes[0]?.close();
    await isAway(view);
    await terminal.send('POST', '/api/chart/replay', { action: 'step' });
    await view.page.waitForTimeout(500);
    expect(await view.close()).toBe(lastClose);
    await view.page.context().setOffline(false);
    await isBack(view);
    await until(async () => (await view.close()) !== lastClose, 'the page shows the replay');
    expect(view.barCount).toBe(4986);
    await terminal.send('POST', '/api/chart/replay', { action: 'stop' });
    await stands(view);
    expect(view.barCount).toBe(5105);
    expect(view.faults).toEqual([]);
  });
});

describe('a terminal that is killed', () => {
  test('leaves no runner behind, starts again on its home, and has kept the workspace', async () => {
    await using view = await openTerminalPage(browser, terminal.pageUrl);
    await stands(view);
    await terminal.send('POST', '/api/chart/indicators', {
      contribution: 'classic-indicators/ema',
      inputs: { length: 9 },
    });
    const [sma] = (await terminal.chart()).indicators;
    const patched = await terminal.send('PATCH', `/api/chart/indicators/${sma?.id}`, {
      inputs: { length: 34 },
      hidden: true,
    });
    expect(patched.status).toBe(200);
    const wanted = (await terminal.chart()).indicators.map(({ contribution, inputs, hidden }) => ({
      contribution,
      inputs,
      hidden,
    }));
    const { home, port } = terminal;
    await terminal.kill();
    await isAway(view);
    expect(JSON.parse(await readFile(join(home.dir, 'session.json'), 'utf8'))).toMatchObject({ pid: terminal.pid });

    const next = own.use(await startTerminal({ home, port }));
    expect(next.pid).not.toBe(terminal.pid);
    terminal = next;
    expect(
      (await next.chart()).indicators.map(({ contribution, inputs, hidden }) => ({ contribution, inputs, hidden })),
    ).toEqual(wanted);
    // The key of the dead one opens nothing; the page says how to go on.
    await view.page.getByText('This browser is not connected to your terminal').waitFor();
    await view.page.goto(next.pageUrl);
    await stands(view);
    await until(async () => (await view.values('EMA 9')).length === 1, 'the added line is there');
  });
});

describe('a second start', () => {
  test('on the same home names the process and the URL of the first', async () => {
    const { code, json, stderr } = await terminal.run('start', '--port', '0', '--json');
    expect(code).toBe(1);
    expect(json).toMatchObject({
      error: { code: 'store.home-in-use', data: { pid: terminal.pid, url: terminal.url } },
    });
    const { message } = (json as { error: { message: string } }).error;
    expect(message).toContain(`${terminal.pid}`);
    expect(message).toContain(terminal.url);
    expect(stderr).toBe('');
    expect(await areAtWork()).toBe(true);
  });

  test('on a taken port says so in one sentence', async () => {
    using other = createTestHome();
    const { code, stdout, stderr } = await other.run('start', '--port', `${terminal.port}`);
    expect(code).toBe(1);
    expect(stdout).toBe('');
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(`Port ${terminal.port} on 127.0.0.1 is taken`);
  });
});

describe('a terminal that is told to end', () => {
  test('ends with 0, lets go of its home, and is not missed by the commands', async () => {
    const { home } = terminal;
    await terminal.stop();
    await expect(readFile(join(home.dir, 'session.json'))).rejects.toThrow('ENOENT');
    expect(new Set((await terminal.list()).map(({ state }) => state))).toEqual(new Set(['installed']));
  });
});
