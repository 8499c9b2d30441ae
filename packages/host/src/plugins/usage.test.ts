import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { dailyProvider, daysOf, openTestHost, type TestHost } from '../host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

/** Behaves while it is tried; `bad` is what it does once it sees the bars of the chart. */
const codeOf = (bad: string) => `let shown = false; export default { activate({ charts, assets }) {
  charts.addIndicator({ id: 'line', title: 'L', inputs: {}, outputs: [{ key: 'value', plot: 'line', pane: 'own' }], warmup: () => 0,
    calc({ in: bars, out, from, to }) { shown ||= bars.close[59] === 159; for (let i = from; i < to; i++) out.value[i] = bars.close[i]; } });
  let n = 0;
  ${bad}
  setInterval(() => assets.text('gone.txt').catch(() => {}), 5);
} };`;

describe('the figures of a plugin', () => {
  it('hold its calls, its errors once a kind, and where they were thrown', async () => {
    await test.install(dailyProvider('days'));
    await test.install({
      name: 'costly',
      permissions: ['charts:write'],
      extensionPoints: ['chart.indicator'],
      files: {
        'index.ts': `const hidden: number = 1;\n${codeOf(`setInterval(() => { if (shown) throw new RangeError('lost ' + n++); }, 5);`)}`,
      },
    });
    await test.host.chart.open(daysOf('days', [{ contribution: 'costly/line', inputs: {} }]));
    const usage = await test.until(() => {
      const { usage: now } = test.summary('costly');
      expect(now.errors.count).toBeGreaterThan(3);
      expect(now.calls['assets.text']?.allowed).toBeGreaterThan(3);
      return now;
    });
    expect(usage.errors.kinds).toMatchObject([
      { code: 'plugin.uncaught', message: expect.stringMatching(/^lost \d+$/), place: 'index.ts:6:40' },
    ]);
    expect(usage).toMatchObject({ kills: 0, restarts: 0, strikes: 0, bytesIn: expect.any(Number) });
    expect(usage.turns).toBeGreaterThan(3);
    expect(usage.wallMs).toBeGreaterThan(0);
  });

  it('count kills, strikes and restarts', async () => {
    await test.install(dailyProvider('days'));
    await test.install({
      name: 'spinner',
      permissions: ['charts:write'],
      extensionPoints: ['chart.indicator'],
      files: { 'index.js': codeOf('setInterval(() => { if (shown) for (;;); }, 5);') },
    });
    await test.host.chart.open(daysOf('days', [{ contribution: 'spinner/line', inputs: {} }]));
    await test.until(() => expect(test.summary('spinner').usage).toMatchObject({ kills: 1, strikes: 1, restarts: 1 }));
    expect(test.summary('spinner').usage.errors.kinds.map((one) => one.code)).toContain('sandbox.timeout');
  });
});
