import { describe, expect, test } from 'vitest';
import { copyPlugin, dailyProvider, daysOf, openTestHost, type TestHost, type WrittenPlugin } from '../host-fixture.ts';

/** A plugin with one chart type `own`, whose transform is `code`. */
const typed = (code: string, style = 'candles'): WrittenPlugin => ({
  name: 'types',
  permissions: ['charts:write'],
  extensionPoints: ['chart.type'],
  files: {
    'index.js': `export default { activate({ charts }) { charts.addChartType({ id: 'own', title: 'Own', style: '${style}',
      inputs: { add: { type: 'number', default: 1 } }, ${code} }); } };`,
  },
});
const shifted = typed(`transform({ p, in: bars, out, from }) {
  out.keep(Math.min(from, out.length));
  for (let i = out.length; i < bars.length; i++)
    out.add(bars.time[i], bars.open[i] + p.add, bars.high[i] + p.add, bars.low[i] + p.add, bars.close[i] + p.add, 1);
}`);
const halved = typed(`transform({ in: bars, out }) {
  out.keep(0);
  for (let i = 0; i < bars.length; i += 2) out.add(bars.time[i], bars.open[i], bars.high[i], bars.low[i], bars.close[i], 1);
}`);

async function openChart(test: TestHost, type: WrittenPlugin) {
  await test.install(dailyProvider('provider'));
  await test.install(copyPlugin('copies', { same: 0 }));
  await test.install(type);
  await test.host.chart.open(daysOf('provider', [{ contribution: 'copies/same', inputs: {} }]));
  return () => {
    const { series } = test.host.chart;
    return series ? Array.from(series.columns.close.subarray(0, series.length)) : [];
  };
}
/** Values of the one indicator, which copies the close. */
const line = (test: TestHost) => {
  const [values] = test.host.chart.values;
  expect(values?.instance.status).toBe('live');
  return Array.from(values?.columns[0]?.subarray(0, values.length) ?? []);
};
const status = (test: TestHost) => test.chart().chartType?.status;

describe('a chart type', () => {
  test('makes the bars that the chart shows and indicators follow, and is taken away again', async () => {
    await using test = await openTestHost();
    const closes = await openChart(test, shifted);
    expect(closes().at(-1)).toBe(159);
    test.host.chart.setChartType('types/own', { add: 10 });
    await test.until(() => expect(closes().at(-1)).toBe(169));
    expect(test.chart().series).toBe('TEST:DAYS@1D~types/own');
    expect(closes()).toHaveLength(60);
    await test.until(() => expect(line(test)).toEqual(closes()));
    test.host.chart.setChartType(undefined);
    await test.until(() => expect(line(test)).toEqual(closes()));
    expect(closes().at(-1)).toBe(159);
    expect(test.chart().chartType).toBeUndefined();
  });

  test('may make another number of bars, and follows a replay', async () => {
    await using test = await openTestHost();
    const closes = await openChart(test, halved);
    test.host.chart.setChartType('types/own');
    await test.until(() => expect(closes()).toHaveLength(30));
    const { chart } = test.host;
    chart.replay('start');
    await test.until(() => expect(closes().length).toBeLessThan(30));
    const before = closes().length;
    for (let step = 0; step < 4; step++) chart.replay('step');
    await test.until(() => expect(closes()).toHaveLength(before + 2));
    chart.replay('stop');
    await test.until(() => expect(closes()).toHaveLength(30));
  });

  test('that is a style alone leaves the bars as they are', async () => {
    await using test = await openTestHost();
    const closes = await openChart(test, typed('', 'hollow'));
    test.host.chart.setChartType('types/own');
    expect(test.chart().chartType).toMatchObject({ style: 'hollow', status: 'live' });
    expect(closes()).toHaveLength(60);
  });

  test.each([
    ['throws', `transform() { throw new Error('not today'); }`, 'not today'],
    [
      'goes back in time',
      `transform({ out }) { out.keep(0); out.add(5,1,1,1,1,1); out.add(4,1,1,1,1,1); }`,
      'cannot be shown',
    ],
    ['has a high below its low', `transform({ out }) { out.keep(0); out.add(5,1,0,2,1,1); }`, 'cannot be shown'],
    [
      'says that more is final than there is',
      `transform({ out }) { out.keep(0); return { closed: 7 }; }`,
      '7 final bars of 0',
    ],
  ])('that %s says so, and the chart shows the bars as they are', async (_, code, sentence) => {
    await using test = await openTestHost();
    const closes = await openChart(test, typed(code));
    test.host.chart.setChartType('types/own');
    await test.until(() => expect(status(test)).toBe('failed'));
    expect(test.chart().chartType?.error?.message).toContain(sentence);
    expect(closes()).toHaveLength(60);
  });

  test('comes back with its plugin', async () => {
    await using test = await openTestHost();
    const closes = await openChart(test, shifted);
    test.host.chart.setChartType('types/own');
    await test.until(() => expect(closes().at(-1)).toBe(160));
    await test.host.disable('types');
    await test.until(() => expect(closes().at(-1)).toBe(159));
    await test.host.enable('types');
    await test.until(() => expect(closes().at(-1)).toBe(160));
  });

  test('that nobody offers, or inputs it does not take, are refused', async () => {
    await using test = await openTestHost();
    await openChart(test, shifted);
    expect(() => test.host.chart.setChartType('types/owl')).toThrow('"types/own" is the nearest');
    expect(() => test.host.chart.setChartType('types/own', { add: 'x' })).toThrow('does not take these inputs');
    expect(test.chart().chartType).toBeUndefined();
  });
});
