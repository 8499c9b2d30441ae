import { describe, expect, test } from 'vitest';
import { copyPlugin, dailyProvider, daysOf, openTestHost } from '../host-fixture.ts';
import { createToSources } from './source-positions.ts';

/** Line 2 of index.js, from its first column on, is line 8, column 3 of services/mean.ts. */
const map = JSON.stringify({
  version: 3,
  file: 'index.js',
  sources: ['services/mean.ts'],
  names: [],
  mappings: ';AAOE',
});

describe('places of built code', () => {
  const toSources = createToSources(
    'built',
    new Map([
      ['index.js', map],
      ['broken.js', '{'],
    ]),
  );

  test('are led to the sources, wherever they stand in a text', () => {
    expect(toSources?.('at calc (plugin://built/index.js:2:1), then plugin://built/index.js:2:1')).toBe(
      'at calc (plugin://built/services/mean.ts:8:3), then plugin://built/services/mean.ts:8:3',
    );
  });

  test('stay as they are where no map leads on', () => {
    for (const text of [
      'plugin://other/index.js:2:1',
      'plugin://built/broken.js:2:1',
      'plugin://built/none.js:1:1',
      'index.js:2:1',
    ])
      expect(toSources?.(text)).toBe(text);
    expect(createToSources('built', new Map())).toBeUndefined();
  });
});

test('an error of a plugin that was built says where it is in the sources', async () => {
  await using opened = await openTestHost();
  const plugin = copyPlugin('built', { copy: 1 });
  const code = `export default { activate() {\nthrow new Error('planted');\n} };`;
  await opened.install({ ...plugin, files: { 'index.js': code, 'index.js.map': map } });
  expect(opened.summary('built').error?.message).toContain('services/mean.ts:8');
});

test('a plugin that is stopped is said to have been where its sources are', async () => {
  await using opened = await openTestHost();
  const code = `throw new Error('planted');\nthrow new Error('planted');`;
  const line = JSON.stringify({ version: 3, sources: ['src/main.ts'], mappings: 'AAgBA' });
  await opened.install({ ...copyPlugin('built', { copy: 1 }), files: { 'index.js': code, 'index.js.map': line } });
  expect(opened.summary('built').error).toMatchObject({
    code: 'sandbox.load-failed',
    message: expect.stringContaining('src/main.ts:17:1'),
  });
});

test('an indicator written in TypeScript says at which line and column it threw', async () => {
  await using opened = await openTestHost();
  await opened.install(dailyProvider('days'));
  const code = `type Bars = { close: Float64Array; length: number };
export default { activate({ charts }: { charts: any }) { charts.addIndicator({
  id: 'line', title: 'L', inputs: {}, outputs: [{ key: 'value', plot: 'line', pane: 'own' }], warmup: () => 0,
  calc({ in: bars, out, from, to }: { in: Bars; out: any; from: number; to: number }): void {
    for (let i: number = from; i < to; i++) out.value[i] = bars.close[i];
    if (bars.close[59] === 159) throw new RangeError('too far');
  } }); } };`;
  await opened.install({ ...copyPlugin('typed', {}), files: { 'index.ts': code }, main: 'index.js' });
  await opened.host.chart.open(daysOf('days', [{ contribution: 'typed/line', inputs: {} }]));
  await opened.until(() => expect(opened.chart().indicators[0]?.error?.message).toContain('too far (index.ts:6:39)'));
});
