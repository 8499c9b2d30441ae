import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlugin, dailyProvider, daysOf, openTestHost, type TestHost } from '../host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

const statuses = () => test.chart().indicators.map(({ status }) => status);
const allLive = () => test.until(() => expect(new Set(statuses())).toEqual(new Set(['live'])));
/** The newest values, one list per indicator in the order of the chart. */
const lastValues = () =>
  test.host.chart.values.map(({ length, columns }) => columns.map((column) => column[length - 1]));
const copies = { contribution: 'copies/plain', inputs: {} };

async function openCopies(indicators = [copies]): Promise<void> {
  await test.install(dailyProvider('days'));
  await test.install(copyPlugin('copies', { plain: 0, plus: 5 }));
  await test.host.chart.open(daysOf('days', indicators));
}

describe('an indicator whose plugin goes away', () => {
  it('says so, stays in the workspace, and lives again when the plugin is back', async () => {
    await openCopies();
    await allLive();
    const id = test.chart().indicators[0]?.id;
    await test.host.uninstall('copies');
    expect(test.chart().indicators).toMatchObject([
      { id, status: 'failed', error: { code: 'registry.not-installed' } },
    ]);
    expect(test.chart().indicators[0]?.error?.message).toContain('copies');
    await test.install(copyPlugin('others', { one: 1 }));
    test.host.chart.addIndicator('others/one', {});
    await test.host.chart.saved;
    expect((await test.workspace.read())?.indicators.map(({ contribution }) => contribution)).toEqual([
      'copies/plain',
      'others/one',
    ]);
    await test.install(copyPlugin('copies', { plain: 0 }));
    await allLive();
    expect(test.chart().indicators[0]?.id).toBe(id);
    await test.until(() => expect(lastValues()).toEqual([[159], [160]]));
  });

  it('stands on a chart that is opened without it, and can be removed', async () => {
    await test.install(dailyProvider('days'));
    await test.host.chart.open(daysOf('days', [{ contribution: 'gone/line', inputs: { length: 3 }, hidden: true }]));
    const [absent] = test.chart().indicators;
    expect(absent).toMatchObject({
      contribution: 'gone/line',
      inputs: { length: 3 },
      hidden: true,
      status: 'failed',
      error: { code: 'indicator.unknown' },
    });
    expect(() => test.host.chart.setIndicator(absent?.id as string, { inputs: { length: 4 } })).toThrow(/gone\/line/);
    test.host.chart.removeIndicator(absent?.id as string);
    await test.host.chart.saved;
    expect((await test.workspace.read())?.indicators).toEqual([]);
  });

  it('fails with its name when a new version does not offer it, and is back with the next one', async () => {
    await openCopies();
    await allLive();
    await test.install({ ...copyPlugin('copies', { plus: 5 }), version: '2.0.0' });
    expect(test.chart().indicators[0]).toMatchObject({ status: 'failed', error: { code: 'indicator.unknown' } });
    await test.install({ ...copyPlugin('copies', { plain: 0 }), version: '3.0.0' });
    await allLive();
  });
});

describe('a plugin directory that is edited and installed again', () => {
  it('gives the lines on the chart its new values', async () => {
    await openCopies();
    await test.until(() => expect(lastValues()).toEqual([[159]]));
    const before = test.chart().indicators[0]?.id;
    const edited = copyPlugin('copies', { plain: 0 });
    const code = edited.files['index.js']?.replace('bars.close[i] + p.add', '-bars.close[i]') as string;
    const { changes } = await test.install({ ...edited, files: { 'index.js': code } });
    expect(changes).toEqual([{ plugin: 'copies', from: '1.0.0', to: '1.0.0' }]);
    await test.until(() => expect(lastValues()).toEqual([[-159]]));
    expect(test.chart().indicators[0]?.id).toBe(before);
  });
});

describe('a disabled plugin', () => {
  it('keeps the chart from opening with a sentence, until it is enabled', async () => {
    await openCopies([]);
    await test.host.disable('days');
    await test.host.chart.open(daysOf('days'));
    expect(test.host.chart.status).toMatchObject({ state: 'failed', error: { code: 'registry.disabled' } });
    await test.host.enable('days');
    await test.until(() => expect(test.chart().provider).toBe('days/days'));
  });

  it('leaves the bars on show when it was their provider', async () => {
    await openCopies();
    await test.host.disable('days');
    expect(test.host.chart.series?.length).toBe(60);
    await test.host.enable('days');
    expect(test.chart().series).toBe('TEST:DAYS@1D');
  });

  it('says so at once to an indicator that is added', async () => {
    await openCopies([]);
    await test.host.disable('copies');
    test.host.chart.addIndicator('copies/plain', {});
    expect(test.chart().indicators[0]).toMatchObject({ status: 'failed', error: { code: 'registry.disabled' } });
    await test.host.enable('copies');
    await allLive();
  });
});

describe('changing an indicator', () => {
  it('changes nothing if one of the inputs does not fit', async () => {
    await openCopies();
    const id = test.chart().indicators[0]?.id as string;
    expect(() => test.host.chart.setIndicator(id, { hidden: true, inputs: { add: 'much' } })).toThrow(/add/);
    expect(test.chart().indicators[0]).toMatchObject({ hidden: false, inputs: { add: 0 } });
  });

  it('is kept in the workspace, hidden ones too', async () => {
    await openCopies();
    const id = test.chart().indicators[0]?.id as string;
    test.host.chart.setIndicator(id, { hidden: true, inputs: { add: 3 } });
    await test.host.chart.saved;
    expect((await test.workspace.read())?.indicators).toEqual([
      { contribution: 'copies/plain', inputs: { add: 3 }, hidden: true },
    ]);
  });
});

describe('fifty indicators', () => {
  it('all follow a replay step by step, and a fifty-first is refused', async () => {
    await openCopies([]);
    for (let add = 0; add < 50; add++) test.host.chart.addIndicator('copies/plus', { add });
    expect(() => test.host.chart.addIndicator('copies/plus', {})).toThrow(/50/);
    await allLive();
    test.host.chart.replay('start');
    for (let step = 1; step <= 3; step++) {
      test.host.chart.replay('step');
      const close = 99 + step;
      await test.until(() => expect(lastValues()).toEqual(Array.from({ length: 50 }, (_, add) => [close + add])));
    }
  });
});

describe('a replay', () => {
  it('goes on over the restart of its plugins, and every line is right in the end', async () => {
    await openCopies([copies, { contribution: 'copies/plus', inputs: {} }] as never);
    await allLive();
    test.host.chart.replay('start');
    test.host.chart.replaySpeed(25);
    test.host.chart.replay('play');
    await test.until(() => expect(test.chart().replay.position).toBeGreaterThan(3));
    const before = test.chart().replay.position;
    for (const { pid } of test.host.vitals().runners) process.kill(pid, 'SIGKILL');
    await test.until(() => expect(test.events('plugin.interrupted').length).toBeGreaterThan(0));
    await test.until(() => expect(test.chart().replay.position).toBeGreaterThan(before + 3));
    await test.until(() => expect(test.chart().replay.mode).toBe('ended'));
    await allLive();
    await test.until(() => expect(lastValues()).toEqual([[159], [164]]));
    test.host.chart.replay('stop');
    expect(test.host.chart.series?.length).toBe(60);
  });
});

describe('opening the chart', () => {
  it('again while it opens leaves one of everything', async () => {
    await openCopies();
    await Promise.all([0, 1, 2].map(() => test.host.chart.open(daysOf('days', [copies]))));
    await allLive();
    expect(test.chart().indicators).toHaveLength(1);
  });

  it('says which provider is missing, and opens when that is installed', async () => {
    await test.host.chart.open(daysOf('days'));
    expect(test.host.chart.status).toMatchObject({ state: 'failed', error: { code: 'chart.no-provider' } });
    await test.install(dailyProvider('days'));
    await test.until(() => expect(test.host.chart.series?.length).toBe(60));
  });
});

describe('who listens to a chart before it has bars', () => {
  it('is handed all of them with its state, and without asking', async () => {
    const told: string[] = [];
    using _ = test.host.chart.listen({
      onChart: ({ state }) => void told.push(state),
      onSeries: ({ kind, from, length, closed }, series) => {
        told.push(`${kind} ${from} ${length} ${closed} ${series.columns.close[59]}`);
      },
    });
    await test.install(dailyProvider('days'));
    await test.host.chart.open(daysOf('days'));
    expect(told.at(-1)).toBe('reset 0 60 60 159');
    expect(told.at(-2)).toBe('ready');
    expect(told.filter((text) => text.startsWith('reset'))).toHaveLength(1);
  });
});
