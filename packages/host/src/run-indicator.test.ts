import type { InstrumentId, JsonObject, PluginId, SeriesReader } from '@omnitrade/contracts';
import { createSeries } from '@omnitrade/market';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlugin, openTestHost, type TestHost } from './host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

const instrument = {
  id: 'FILE:BARS' as InstrumentId,
  title: 'Bars',
  kind: 'other',
  quote: 'XXX',
  multiplier: '1',
  priceIncrement: '0.01',
  sizeIncrement: '1',
  timeZone: 'UTC',
  calendar: '24x7',
  adjustment: 'raw',
  delaySec: 0,
  tradable: false,
} as const;

function bars(length: number): SeriesReader {
  const series = createSeries({ id: 'FILE:BARS@1m' as SeriesReader['id'], instrument, timeframe: '1m' });
  const column = (read: (i: number) => number) => Float64Array.from({ length }, (_, i) => read(i));
  const close = (i: number) => 100 + (i % 50);
  const columns = { open: column(close), high: column(close), low: column(close), close: column(close) };
  series.reset({ length, time: column((i) => i * 60_000), volume: column(() => 1), ...columns }, length);
  return series;
}

const run = (plugin: string, indicator: string, inputs: JsonObject, series: SeriesReader) =>
  test.host.runIndicator({ plugin: plugin as PluginId, indicator, inputs, series });

const busy = () => test.host.vitals().runners.filter(({ kind, plugins }) => kind === 'batch' && plugins > 0);

describe('runIndicator', () => {
  it('computes each of 200,000 bars, and takes inputs as text', async () => {
    await test.install(copyPlugin('line', { copy: 0 }));
    const { inputs, outputs } = await run('line', 'copy', { add: '7' }, bars(200_000));
    expect(inputs).toEqual({ add: 7 });
    expect(outputs.value).toHaveLength(200_000);
    expect(outputs.value?.every((value, i) => value === 107 + (i % 50))).toBe(true);
    expect(busy()).toEqual([]);
  });

  it('has nothing to compute on no bars', async () => {
    await test.install(copyPlugin('line', { copy: 0 }));
    expect((await run('line', 'copy', {}, bars(0))).outputs).toEqual({ value: new Float64Array(0) });
  });

  it.each([
    ['an unknown plugin', 'lien', 'copy', {}, 'registry.not-installed', "'line'"],
    ['an unknown indicator', 'line', 'cpoy', {}, 'indicator.unknown', 'line/copy'],
    ['an unknown input', 'line', 'copy', { ad: 1 }, 'indicator.bad-inputs', 'add'],
    ['an input that does not fit', 'line', 'copy', { add: 'x' }, 'indicator.bad-inputs', 'line/copy'],
  ] as const)('refuses %s and names what is near', async (_, plugin, indicator, inputs, code, near) => {
    await test.install(copyPlugin('line', { copy: 0 }));
    await expect(run(plugin, indicator, inputs, bars(10))).rejects.toMatchObject({
      code,
      message: expect.stringContaining(near),
    });
  });

  it('refuses a disabled plugin', async () => {
    await test.install(copyPlugin('line', { copy: 0 }));
    await test.host.disable('line');
    await expect(run('line', 'copy', {}, bars(10))).rejects.toMatchObject({ code: 'registry.disabled' });
  });

  it.each([
    ['throws', 'throw new Error("on purpose");', 'indicator.calc-failed'],
    ['spins', 'for (;;);', 'sandbox.timeout'],
  ])('leaves nothing behind when calc %s after its trial', async (_, body, code) => {
    const plugin = copyPlugin('line', { copy: 0 });
    const source = plugin.files['index.js'] as string;
    const fails = source.replace('for (let i', `if (p.add === 9) { ${body} } for (let i`);
    await test.install({ ...plugin, files: { 'index.js': fails } });
    const error = await run('line', 'copy', { add: 9 }, bars(10)).catch((thrown) => thrown);
    expect(error).toMatchObject({ code, message: expect.stringContaining('line') });
    expect(busy()).toEqual([]);
    expect(test.summary('line').state).toBe('installed');
  });

  it('ends with the host, and begins nothing after it', async () => {
    const plugin = copyPlugin('line', { copy: 0 });
    const slow = plugin.files['index.js']?.replace(
      'for (let i',
      'for (let k = 0; k < 2e6; k++) out.value[from] = k; for (let i',
    );
    await test.install({ ...plugin, files: { 'index.js': slow as string } });
    const running = run('line', 'copy', {}, bars(200_000)).catch((thrown) => thrown);
    await test.until(() => expect(busy()).toHaveLength(1));
    const late = run('line', 'copy', {}, bars(10)).catch((thrown) => thrown);
    await test.host[Symbol.asyncDispose]();
    expect(await running).toMatchObject({ code: 'plugin.stopped' });
    expect((await late).code).toMatch(/^(plugin\.stopped|registry\.closing)$/);
    expect(test.host.vitals().runners).toEqual([]);
  });
});
