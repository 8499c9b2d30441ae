import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dailyProvider, daysOf, openTestHost, type TestHost } from '../host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

const lengthIs = (length: number) => test.until(() => expect(test.host.chart.series?.length).toBe(length));

async function openLive(live: string): Promise<void> {
  await test.install(dailyProvider('live', live));
  await test.host.chart.open(daysOf('live'));
}

describe('a provider that streams', () => {
  it('has its bars charted as they come', async () => {
    await openLive('emit(1, bar(60, 160)); setTimeout(() => emit(2, bar(61, 161)), 30);');
    await lengthIs(62);
    expect(test.host.chart.series?.columns.close[61]).toBe(161);
  });

  it('that breaks down stays charted, comes back, and goes on', async () => {
    await openLive(`emit(1, bar(60, 160)); setTimeout(() => { for (;;); }, 300);`);
    await lengthIs(61);
    await test.until(() => expect(test.summary('live').state).toBe('failed'));
    expect(test.chart().series).toBe('TEST:DAYS@1D');
    expect(test.host.chart.series?.length).toBe(61);
    await test.until(() => expect(test.events('plugin.activated').length).toBe(2));
    expect(test.summary('live').error).toBeUndefined();
  });

  it('that lies with every bar is told of once, not each time', async () => {
    await openLive(`for (let i = 1; i <= 300; i++) emit(i, { ...bar(60, 160), high: 1 });
      setTimeout(() => emit(301, bar(60, 160)), 50);`);
    await lengthIs(61);
    const warned = test.events('plugin.warned');
    expect(warned).toHaveLength(1);
    expect(warned[0]).toMatchObject({ plugin: 'live', data: { code: 'market.bad-range' } });
  });

  it('that sends what is no update, or one of another subscription, changes nothing', async () => {
    await openLive(`for (const wrong of [null, 1, 'x', {}, { sub, seq: 'one', bar: bar(60, 1), closed: true },
        { sub: 'other', seq: 1, bar: bar(60, 1), closed: true }, { sub, seq: 1.5, bar: bar(60, 1), closed: true },
        { sub, seq: 1, bar: null, closed: true }]) try { context.emit(wrong); } catch {}
      setTimeout(() => emit(1, bar(60, 160)), 50);`);
    await lengthIs(61);
    expect(test.host.chart.series?.columns.close[60]).toBe(160);
  });

  it('that skips numbers is asked for its history, one call at a time', async () => {
    await openLive(`for (let i = 1; i <= 200; i++) emit(i * 2, bar(60, 100 + i), false);
      setTimeout(() => emit(401, bar(61, 700)), 100);`);
    await lengthIs(62);
    expect(test.summary('live').state).toBe('active');
    expect(test.summary('live').usage.turns).toBeLessThan(100);
  });
});

describe('a provider that answers badly', () => {
  const answering = (method: string, body: string) => {
    const plugin = dailyProvider('bad');
    const code = plugin.files['index.js'] as string;
    return { ...plugin, files: { 'index.js': code.replace('unsubscribe() {},', `${method}: ${body},`) } };
  };

  it.each([
    ['an instrument without a title', 'resolve', '(id) => ({ id })', 'chart.bad-instrument'],
    [
      'an error of its own',
      'resolve',
      "() => { throw Object.assign(new Error('no such thing'), { code: 'not-found' }); }",
      'chart.no-instrument',
    ],
    [
      'no bars',
      'bars',
      '() => ({ columns: { time: [], open: [], high: [], low: [], close: [], volume: [] }, earlier: "no", lastClosed: true })',
      'chart.no-bars',
    ],
    ['nothing', 'bars', '() => undefined', 'plugin.call-failed'],
  ])('with %s leaves the reason on the chart', async (_, method, body, code) => {
    const plugin = answering(method, body);
    await test.install(plugin);
    await test.host.chart.open(daysOf('bad'));
    expect(test.host.chart.status).toMatchObject({ state: 'failed', error: { code } });
    expect(JSON.stringify(test.host.chart.status)).toContain('bad');
  });
});
