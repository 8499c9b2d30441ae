import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { openTestTerminal } from '@omnitrade/testing';
import { parsePrices } from '../services/prices.ts';
import { createProvider } from '../services/provider.ts';

const header = 'date,open,high,low,close,volume';
const day = (date: string) => Date.parse(`${date}T00:00:00Z`);

describe('parsePrices', () => {
  test('reads a line as a bar', () => {
    const bars = parsePrices(`${header}\n2024-01-02,1,4,0.5,3,100\n`);
    assert.deepEqual([bars.length, bars.time[0], bars.close[0]], [1, day('2024-01-02'), 3]);
  });

  test('names the line it cannot read', () => {
    assert.throws(() => parsePrices(`${header}\n2024-01-02,1,4,0.5,3,100\n2024-01-03,1,4,0.5,none,100`), /Line 3/);
  });
});

describe('the provider', () => {
  const provider = createProvider(
    async () => `${header}\n2024-01-02,1,1,1,1,1\n2024-01-03,2,2,2,2,2\n2024-01-04,3,3,3,3,3`,
  );
  const ask = { id: 'SAMPLE:DAILY', timeframe: '1D', adjustment: 'raw' } as const;

  test('hands over the newest bars before a time', async () => {
    const { columns, earlier } = await provider.bars({ ...ask, to: day('2024-01-04'), countBack: 1 });
    assert.deepEqual([...columns.close, earlier], [2, 'yes']);
  });

  test('says when there is nothing older', async () => {
    const { columns, earlier } = await provider.bars({ ...ask, to: day('2030-01-01'), countBack: 10 });
    assert.deepEqual([columns.length, earlier], [3, 'no']);
  });

  test('does not know other instruments', () => {
    assert.throws(() => provider.resolve('OTHER:X'), { code: 'not-found' });
  });

  test('is shown on a chart', async () => {
    await using terminal = await openTestTerminal({ plugin: new URL('..', import.meta.url) });
    await terminal.openProvider('daily', 'SAMPLE:DAILY');
    assert.equal(terminal.host.chart.series?.length, 250);
  });
});
