/** What the provider answers, taken from what the plugin adds when it is activated. */

import { readFileSync } from 'node:fs';
import { extensionPoints, isDec, isInstrumentId, isLocalId, providerErrorCodes } from '@omnitrade/contracts';
import type { BarsRequest, DataProviderDef, PluginContext } from '@omnitrade/sdk';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ensureVegaData } from '../../../tools/vega-data.ts';
import plugin from '../index.ts';

const text = readFileSync(ensureVegaData().path, 'utf8');
const manifest = JSON.parse(readFileSync(new URL('../plugin.json', import.meta.url), 'utf8'));
const times = text
  .trim()
  .split('\n')
  .slice(1)
  .map((row) => Date.parse(row.slice(0, 10)));

function activate(readText: (name: string) => Promise<string>): DataProviderDef {
  const added: DataProviderDef[] = [];
  const data = { addProvider: (provider: DataProviderDef) => added.push(provider) };
  plugin.activate({ data, assets: { text: readText } } as unknown as PluginContext);
  expect(added).toHaveLength(1);
  return added[0]!;
}

const real = async (name: string) => {
  expect(name).toBe('sp500-2000.csv');
  return text;
};
const request = (change: Partial<BarsRequest> = {}): BarsRequest => ({
  id: 'INDEX:SPX',
  timeframe: '1D',
  to: Date.UTC(2030, 0, 1),
  countBack: 8000,
  adjustment: 'raw',
  ...change,
});

describe('sp500-history', () => {
  const provider = activate(real);

  it('asks for what its extension point needs and nothing else', () => {
    expect(manifest.extensionPoints).toEqual(['data.provider']);
    expect(manifest.permissions).toEqual([extensionPoints['data.provider'].permission]);
    expect(isLocalId(provider.id)).toBe(true);
  });

  it.each(['', ' ', 'SPX', 'spx', 's&p', 'S&P 500', 'sp500', "poor's", 'index us'])(
    'finds its index by %j',
    async (query) => {
      expect(await provider.search(query)).toEqual([{ id: 'INDEX:SPX', title: 'S&P 500', kind: 'index' }]);
    },
  );

  it('finds nothing else', async () => {
    expect(await provider.search('AAPL')).toEqual([]);
    expect(await provider.search('spx futures')).toEqual([]);
  });

  it('describes its index, which nobody can trade', async () => {
    const instrument = await provider.resolve('INDEX:SPX');
    expect(instrument).toMatchObject({ kind: 'index', quote: 'USD', calendar: 'us-equity', tradable: false });
    expect(isInstrumentId(instrument.id)).toBe(true);
    expect([instrument.multiplier, instrument.priceIncrement, instrument.sizeIncrement].every(isDec)).toBe(true);
  });

  it('gives all 5,105 bars at once', async () => {
    const { columns, earlier, lastClosed } = await provider.bars(request());
    expect(columns.length).toBe(5105);
    expect(Array.from(columns.time)).toEqual(times);
    expect(columns.close.at(-1)).toBe(2874.560059);
    expect({ earlier, lastClosed }).toEqual({ earlier: 'no', lastClosed: true });
  });

  it('gives the newest bars that open before the end asked for', async () => {
    const around = fc
      .tuple(fc.nat({ max: 5104 }), fc.constantFrom(-1, 0, 1, 36e5))
      .map(([i, shift]) => times[i]! + shift);
    await fc.assert(
      fc.asyncProperty(around, fc.integer({ min: 1, max: 8000 }), async (to, countBack) => {
        const { columns, earlier } = await provider.bars(request({ to, countBack }));
        const before = times.filter((time) => time < to);
        expect(Array.from(columns.time)).toEqual(before.slice(-countBack));
        expect(columns.length).toBe(columns.volume.length);
        expect(earlier).toBe(before.length > countBack ? 'yes' : 'no');
      }),
      { numRuns: 50 },
    );
  });

  it('can be paged backwards to the first bar', async () => {
    const pages: number[][] = [];
    let to = request().to;
    for (let earlier = 'yes'; earlier === 'yes'; ) {
      const answer = await provider.bars(request({ to, countBack: 700 }));
      pages.unshift(Array.from(answer.columns.time));
      to = answer.columns.time[0]!;
      earlier = answer.earlier;
    }
    expect(pages.flat()).toEqual(times);
  });

  it('gives no bars, and no error, where the history had not begun', async () => {
    const { columns, earlier } = await provider.bars(request({ to: times[0]! }));
    expect(columns.length).toBe(0);
    expect(earlier).toBe('no');
  });

  it.each<[string, Partial<BarsRequest>, string]>([
    ['another instrument', { id: 'INDEX:NDX' }, 'not-found'],
    ['another timeframe', { timeframe: '1h' }, 'unsupported'],
    ['no bars', { countBack: 0 }, 'outside-range'],
    ['too many bars', { countBack: 8001 }, 'outside-range'],
    ['a part of a bar', { countBack: 1.5 }, 'outside-range'],
    ['an end that is no time', { to: Number.NaN }, 'outside-range'],
  ])('refuses %s with a code and a sentence', async (_, change, code) => {
    expect(providerErrorCodes).toContain(code);
    await expect(provider.bars(request(change))).rejects.toMatchObject({
      code,
      message: expect.stringMatching(/^\S.*\.$/),
    });
  });

  it('refuses to describe another instrument', () => {
    expect(() => provider.resolve('INDEX:NDX')).toThrow(expect.objectContaining({ code: 'not-found' }));
  });

  it('reads its file at the first request for bars and not again', async () => {
    let reads = 0;
    const counting = activate((name) => {
      reads++;
      return real(name);
    });
    await counting.search('');
    await counting.resolve('INDEX:SPX');
    expect(reads).toBe(0);
    await Promise.all([counting.bars(request()), counting.bars(request())]);
    await counting.bars(request());
    expect(reads).toBe(1);
  });

  it('names a file that cannot be read, and tries again the next time', async () => {
    let broken = true;
    const flaky = activate((name) => (broken ? Promise.reject(new Error('it is missing.')) : real(name)));
    await expect(flaky.bars(request())).rejects.toMatchObject({
      code: 'bad-response',
      message: expect.stringContaining('sp500-2000.csv'),
    });
    broken = false;
    expect((await flaky.bars(request())).columns.length).toBe(5105);
  });
});
