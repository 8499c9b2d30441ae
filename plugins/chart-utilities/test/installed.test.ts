/** The functions the plugin offers, called by another plugin across isolates. */

import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, expect, it } from 'vitest';
import {
  copyPlugin,
  dailyProvider,
  daysOf,
  openTestHost,
  type TestHost,
} from '../../../packages/host/src/host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

const asker = (code: string) => {
  const { files, ...plugin } = copyPlugin('asker', { copy: 0 });
  const index = (files['index.js'] as string).replace(
    'activate({ charts, log }) {',
    `activate({ charts, log, plugins }) {
      const call = (name, columns, params) => plugins.call('chart-utilities', name, { columns, params });
      setTimeout(async () => log.info(JSON.stringify(await (async () => { ${code} })().catch(({ code }) => code))), 5);`,
  );
  return {
    ...{ ...plugin, files: { 'index.js': index }, dependencies: { 'chart-utilities': '^2.0.0' } },
    permissions: ['charts:write', 'plugins:chart-utilities'],
  };
};

async function answerTo(code: string): Promise<unknown> {
  const path = fileURLToPath(new URL('..', import.meta.url));
  await test.host.install({ source: { kind: 'directory', path }, grants: [], grantLowRisk: true });
  await test.install(dailyProvider('days'));
  await test.install(asker(code));
  test.lines.length = 0;
  await test.host.chart.open(daysOf('days', [{ contribution: 'asker/copy', inputs: {} }]));
  const line = await test.until(() => {
    const found = test.lines.find((one) => one.startsWith('info asker '));
    expect(found).toBeDefined();
    return found as string;
  });
  return JSON.parse(line.slice('info asker '.length));
}

it('pivots come as places and prices', async () => {
  const wave = 'const wave = Float64Array.of(1, 3, 2, 4, 1, 0, 2);';
  const answer =
    await answerTo(`${wave} const { columns } = await call('pivots', { high: wave, low: wave }, { span: 1 });
    return Object.fromEntries(Object.entries(columns).map(([name, column]) => [name, [...column]]));`);
  expect(answer).toEqual({ 'high-at': [1, 3], high: [3, 4], 'low-at': [2, 5], low: [2, 0] });
});

it('a column is described, and columns of two lengths are refused', async () => {
  const described = `(await call('describe', { values: Float64Array.of(1, 3) })).value`;
  const refused = `await call('pivots', { high: new Float64Array(3), low: new Float64Array(2) }).catch(({ code }) => code)`;
  expect(await answerTo(`return [${described}, ${refused}];`)).toEqual([
    { count: 2, mean: 2, deviation: 1, least: 1, most: 3 },
    'exports.failed',
  ]);
});
