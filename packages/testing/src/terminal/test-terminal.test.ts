import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import '../vitest.ts';
import { openTestTerminal, type TestTerminalOptions } from './open-test-terminal.ts';

const classic = new URL('../../../../plugins/classic-indicators/', import.meta.url);
const history = new URL('../../../../plugins/sp500-history/', import.meta.url);

/** A plugin of one file. */
function write(code: string, permissions: readonly (string | object)[], points: readonly string[] = []) {
  const manifest = {
    name: 'written',
    version: '1.0.0',
    author: 'example-labs',
    description: 'Made for a test.',
    main: 'index.js',
    permissions,
    extensionPoints: points,
    compatibility: { terminal: '^1.0.0' },
  };
  return { 'plugin.json': manifest, 'index.js': code };
}
const adds = `charts.addIndicator({ id: 'it', title: 'It', outputs: [{ key: 'v', plot: 'line', pane: 'own' }], warmup: () => 0,
  calc({ in: bars, out, from, to }) { for (let i = from; i < to; i++) out.v[i] = bars.close[i] * 2; } });`;
const open = (plugin: TestTerminalOptions['plugin'], more: Partial<TestTerminalOptions> = {}) =>
  openTestTerminal({ plugin, ...more });

describe('a test terminal', () => {
  test('computes an indicator of a real plugin over the bars of the test', async () => {
    await using terminal = await open(classic, { grants: ['charts:write'] });
    await terminal.market.addBars([1, 2, 3, 4, 5]);
    const sma = await terminal.addIndicator('sma', { length: 3 });
    expect(sma).toPlot({ sma: [null, null, 2, 3, 4] });
    await terminal.market.addBars([9]);
    expect(sma).toPlot({ sma: { last: [4, 6] } });
    await terminal.market.tick(12);
    expect(sma).toPlot({ sma: { last: [26 / 3] } });
    await terminal.market.close(15);
    expect(sma.outputs.sma?.at(-1)).toBeCloseTo(29 / 3);
    await terminal.market.amend(5, 6);
    expect(sma).toPlot({ sma: { last: [5, 26 / 3] } });
    await sma.set({ length: 1 });
    expect(sma).toPlot({ sma: [1, 2, 3, 4, 5, 6, 15] });
    expect(terminal.errors).toEqual([]);
    expect(terminal).toContribute('sma', 'chart.indicator');
  });

  test('shows what a real provider supplies', async () => {
    await using terminal = await open(history, { with: [classic] });
    await terminal.openProvider('history', 'INDEX:SPX');
    const rsi = await terminal.addIndicator('classic-indicators/rsi');
    expect(rsi.outputs.rsi).toHaveLength(5105);
    expect(rsi.status).toBe('live');
    await expect(terminal.openProvider('history', 'INDEX:NDX')).rejects.toMatchObject({ code: 'chart.no-instrument' });
  });

  test('takes a folder as text as well', async () => {
    await using terminal = await open(fileURLToPath(classic));
    expect(terminal.info.version).toMatch(/^1\./);
  });

  test('moves time only when told, and fires timers in order, each at its own time', async () => {
    const code = `export default { activate({ charts, log }) { ${adds}
      setTimeout(() => log.info('late', Date.now()), 5000);
      setTimeout(() => { log.info('soon', Date.now()); setTimeout(() => log.info('then', Date.now()), 1000); }, 1000);
      let n = 0; const id = setInterval(() => { log.info('tick', Date.now()); if (++n === 3) clearInterval(id); }, 1500);
    } };`;
    const start = Date.UTC(2024, 0, 1);
    await using terminal = await open(write(code, ['charts:write'], ['chart.indicator']), { now: start });
    await terminal.market.addBars([1]);
    await terminal.addIndicator('it');
    const lines = () => terminal.logs.map(({ text }) => text);
    expect(lines()).toEqual([]);
    await terminal.clock.advance(999);
    expect(lines()).toEqual([]);
    await terminal.clock.advance(60_000);
    expect(lines()).toEqual([
      `soon ${start + 1000}`,
      `tick ${start + 1500}`,
      `then ${start + 2000}`,
      `tick ${start + 3000}`,
      `tick ${start + 4500}`,
      `late ${start + 5000}`,
    ]);
    expect(terminal.clock.now).toBe(start + 60_999);
    await expect(terminal.clock.advance(-1)).rejects.toThrow(RangeError);
  });

  const fetches = `export default { async activate({ charts, log, storage }) { ${adds}
    try { const answer = await fetch('https://api.example.com/price?of=ONE', { method: 'POST', body: 'please' });
      const { price } = await answer.json(); await storage.set('price', price); log.info('price', price, answer.status);
    } catch (error) { log.warn(error.code, error.message); } } };`;
  const asked = ['charts:write', 'storage', 'net:api.example.com'];

  test('answers requests with what was written down, through the real permissions', async () => {
    await using terminal = await open(write(fetches, asked, ['chart.indicator']));
    terminal.network.answer('https://api.example.com/*', ({ body }) => ({ status: 201, body: { price: body.length } }));
    await terminal.market.addBars([1]);
    await terminal.addIndicator('it');
    expect(terminal).toHaveLogged('price 6 201');
    expect(terminal).toHaveUsed('net:api.example.com');
    expect(terminal).not.toBeDenied('net:api.example.com');
    expect(terminal.network.requests).toMatchObject([{ method: 'POST', url: 'https://api.example.com/price?of=ONE' }]);
    expect(await terminal.storage.get('price')).toBe(6);
    expect(await terminal.storage.keys()).toEqual(['price']);
  });

  test('refuses what was not granted, and nothing goes out', async () => {
    await using terminal = await open(write(fetches, asked, ['chart.indicator']), {
      grants: ['charts:write', 'storage'],
    });
    terminal.network.answer('https://api.example.com/*', { body: { price: 1 } });
    await terminal.market.addBars([1]);
    await terminal.addIndicator('it');
    expect(terminal).toBeDenied('net:api.example.com');
    expect(terminal).not.toHaveUsed('net:api.example.com');
    expect(terminal).toHaveLogged(/^warn permission\.denied/);
    expect(terminal.network.requests).toEqual([]);
  });

  test.each([
    ['nothing was written down', undefined, /nothing.*written down|network\.failed/i],
    ['the connection breaks', new Error('broken'), /broken|network/],
  ])('tells a plugin whose request fails because %s', async (_, answer, line) => {
    await using terminal = await open(write(fetches, asked, ['chart.indicator']));
    if (answer) terminal.network.answer('https://api.example.com/*', answer);
    await terminal.market.addBars([1]);
    await terminal.addIndicator('it');
    expect(terminal).toHaveLogged(line);
  });

  test('lets the user take back and give while the plugin runs', async () => {
    const code = `export default { activate({ charts, log, onGrantChanged }) { ${adds}
      onGrantChanged(({ changes }) => log.info(changes.map(({ kind, permission }) => kind + ' ' + permission).join())); } };`;
    await using terminal = await open(write(code, ['charts:write', 'storage'], ['chart.indicator']));
    await terminal.market.addBars([1]);
    await terminal.addIndicator('it');
    await terminal.revoke('storage');
    await terminal.grant('storage');
    expect(terminal.logs.map(({ text }) => text)).toEqual(['revoked storage', 'given storage']);
  });

  test('tells what went wrong on the chart', async () => {
    const code = `export default { activate({ charts }) { charts.addIndicator({ id: 'it', title: 'It', outputs: [{ key: 'v', plot: 'line', pane: 'own' }],
      warmup: () => 0, calc({ in: bars, out, from, to }) { if (to === 2) throw new Error('on purpose'); for (let i = from; i < to; i++) out.v[i] = 1; } }); } };`;
    await using terminal = await open(write(code, ['charts:write'], ['chart.indicator']));
    await terminal.market.addBars([1]);
    const it = await terminal.addIndicator('it');
    expect(terminal).not.toHaveFailed();
    await terminal.market.addBars([2]);
    expect(terminal).toHaveFailed('indicator.calc-failed');
    expect(it.status).toBe('failed');
  });

  test.each<[string, TestTerminalOptions['plugin'], RegExp]>([
    ['a folder that is none', '/no/such/folder', /no-directory|no directory|folder/],
    ['a manifest that is none', { 'plugin.json': '{', 'index.js': '' }, /JSON/],
    ['code that throws', write('throw new Error("on purpose");', []), /on purpose/],
    ['grants it does not ask for', write('export default { activate() {} };', []), /storage/],
  ])('refuses %s with one sentence', async (what, plugin, sentence) => {
    const opened = open(plugin, what.startsWith('grants') ? { grants: ['storage'] } : {});
    await expect(opened).rejects.toMatchObject({
      code: 'test.not-installed',
      message: expect.stringMatching(sentence),
    });
  });

  test('names what is wrong with the bars of a test', async () => {
    await using terminal = await open(classic);
    await expect(terminal.addIndicator('sma')).rejects.toMatchObject({ code: 'test.no-bars' });
    await expect(terminal.market.tick(1)).rejects.toMatchObject({ code: 'test.no-bars' });
    await expect(terminal.market.addBars([{ close: 5, high: 4 }])).rejects.toMatchObject({ code: 'test.bad-bars' });
    expect(() => terminal.network.answer('example', {})).toThrow(expect.objectContaining({ code: 'test.bad-url' }));
  });
});
