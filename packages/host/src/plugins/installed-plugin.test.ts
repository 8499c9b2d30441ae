import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlugin, dailyProvider, daysOf, openTestHost, type TestHost, type WrittenPlugin } from '../host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

const isLive = () => test.until(() => expect(test.chart().indicators.map(({ status }) => status)).toEqual(['live']));
const lastValue = () => {
  const [values] = test.host.chart.values;
  return values?.columns[0]?.[values.length - 1];
};

/** The line of one indicator on a chart of days. */
async function openLine(line = copyPlugin('line', { copy: 0 })): Promise<void> {
  await test.install(dailyProvider('days'));
  await test.install(line);
  await test.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
}

/** Its activate takes 300 ms. */
function slowLine(): WrittenPlugin {
  const plugin = copyPlugin('line', { copy: 0 });
  const code = plugin.files['index.js']?.replace(
    'activate({ charts, log }) {',
    'async activate({ charts, log }) { await new Promise((resolve) => setTimeout(resolve, 300));',
  ) as string;
  return { ...plugin, files: { 'index.js': code } };
}

describe('a plugin that is switched off and on', () => {
  it('runs in the end if on was the last word, whatever was said at once', async () => {
    await openLine();
    await isLive();
    await Promise.all([test.host.disable('line'), test.host.enable('line')]);
    await isLive();
    await Promise.all([test.host.disable('line'), test.host.enable('line'), test.host.disable('line')]);
    expect(test.summary('line')).toMatchObject({ wanted: 'disabled', state: 'installed' });
    expect(test.chart().indicators[0]?.error?.code).toBe('registry.disabled');
  });

  it('does not wait for a start that takes its time', async () => {
    await openLine(slowLine());
    await test.until(() => expect(test.summary('line').state).toBe('activating'));
    await test.host.disable('line');
    expect(test.summary('line').state).toBe('installed');
    expect(test.events('plugin.activated').map(({ plugin }) => plugin)).toEqual(['days']);
    expect(test.chart().indicators[0]?.error?.code).toBe('registry.disabled');
  });
});

describe('a plugin that spins when it is deactivated', () => {
  const spins = copyPlugin('line', { copy: 0 }, 'deactivate() { for (;;); }');

  it('is disabled all the same, and the list says what it did', async () => {
    await openLine(spins);
    await isLive();
    await test.host.disable('line');
    expect(test.summary('line')).toMatchObject({
      wanted: 'disabled',
      state: 'installed',
      // Whichever comes first: the processor time it may take, or the time the terminal waits.
      error: { code: expect.stringMatching(/^(sandbox\.timeout|plugin\.deactivate-timeout)$/) },
    });
    expect(test.summary('line').error?.message).toContain('line');
    await test.host.enable('line');
    await isLive();
    expect(test.summary('line').error).toBeUndefined();
  });

  it('is uninstalled all the same', async () => {
    await openLine(spins);
    await isLive();
    await test.host.uninstall('line');
    expect(test.host.plugins().map(({ id }) => id)).toEqual(['days']);
    expect(await test.store.list()).toHaveLength(1);
  });
});

describe('the death of a runner', () => {
  const killRunners = () => {
    for (const { pid, kind } of test.host.vitals().runners) if (kind === 'probation') process.kill(pid, 'SIGKILL');
  };

  it('is survived by every plugin that was in it, and said', async () => {
    await openLine();
    await test.until(() => expect(lastValue()).toBe(159));
    killRunners();
    await test.until(() => expect(test.events('runner.died')).toHaveLength(1));
    const told = test.events('plugin.interrupted');
    expect(told.map(({ plugin }) => plugin).sort()).toEqual(['days', 'line']);
    for (const { plugin, data } of told) expect((data as { message: string }).message).toContain(plugin);
    await isLive();
    expect(test.summary('line')).toMatchObject({ state: 'active' });
    expect(test.summary('line').error).toBeUndefined();
    test.host.chart.replay('step');
    await test.until(() => expect(lastValue()).toBe(100));
  });

  it('while they start only delays them', async () => {
    await openLine(slowLine());
    await test.until(() => expect(test.summary('line').state).toBe('activating'));
    killRunners();
    await test.until(() => expect(test.events('plugin.interrupted').map(({ plugin }) => plugin)).toContain('line'));
    await isLive();
    expect(test.events('plugin.failed')).toEqual([]);
    expect((await test.store.list()).every(({ failure }) => failure === null)).toBe(true);
  });
});

describe('a plugin that fails again and again', () => {
  const spinsWhenAsked = (name: string) => {
    const plugin = copyPlugin(name, { copy: 0 });
    const code = plugin.files['index.js'] as string;
    return {
      ...plugin,
      files: {
        'index.js': code.replace('calc({', 'calc(call) { if (call.p.add > 0) for (;;); this.copy(call); }, copy({'),
      },
    };
  };

  it('is started again after a while, and its line says why it stands still', async () => {
    await openLine();
    await test.install(spinsWhenAsked('spinner'));
    test.host.chart.addIndicator('spinner/copy', { add: 1 });
    await test.until(() => expect(test.summary('spinner').state).toBe('failed'));
    const failed = test.chart().indicators[1];
    expect(failed).toMatchObject({ status: 'failed', error: { code: 'sandbox.timeout' } });
    expect(failed?.error?.message).toContain('spinner');
    test.host.chart.removeIndicator(failed?.id as string);
    test.host.chart.addIndicator('spinner/copy', { add: 0 });
    await test.until(() => expect(test.chart().indicators.map(({ status }) => status)).toEqual(['live', 'live']));
    expect(test.summary('spinner')).toMatchObject({ state: 'active', usage: { kills: 1 } });
    expect(test.summary('line').state).toBe('active');
  });

  it('stays quarantined over a restart of the terminal, until it is mended and tried again', async () => {
    const failure = { state: 'quarantined', code: 'sandbox.timeout', message: 'line was stopped.', time: 5 } as const;
    await openLine();
    await isLive();
    await test.host.chart.saved;
    const record = (await test.store.list()).find(({ id }) => id === 'line');
    if (!record) throw new Error('line is not in the store');
    await test.store.put({ ...record, failure });
    await using next = await openTestHost({ store: test.store });
    await next.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
    expect(next.summary('line')).toMatchObject({ state: 'quarantined', error: { code: 'sandbox.timeout', time: 5 } });
    expect(next.chart().indicators).toMatchObject([{ status: 'failed', error: { message: 'line was stopped.' } }]);
    await next.host.retry('line');
    await next.until(() => expect(next.chart().indicators).toMatchObject([{ status: 'live' }]));
    expect(next.host.vitals().runners.map(({ kind }) => kind)).toContain('quarantine');
    expect((await test.store.list()).find(({ id }) => id === 'line')?.failure).toBeNull();
  });

  it('is not tried again as it was: what is wrong on disk is said instead', async () => {
    const plugin = copyPlugin('line', { copy: 0 });
    await test.install({ ...plugin, files: { 'index.js': 'throw new Error("half done");' } });
    await expect(test.host.retry('line')).rejects.toMatchObject({ code: 'sandbox.load-failed' });
    expect(test.summary('line')).toMatchObject({ state: 'failed' });
    test.write(plugin);
    await test.host.retry('line');
    expect(test.summary('line').state).toBe('installed');
    expect(test.host.contributions().map(({ contribution }) => contribution)).toEqual(['line/copy']);
  });
});

describe('a plugin that awaits a timer in activate', () => {
  it('passes its trial and is active when the time is over', async () => {
    await test.install(dailyProvider('days'));
    const { warnings } = await test.install(slowLine());
    expect(warnings).toEqual([]);
    await test.host.chart.open(daysOf('days', [{ contribution: 'line/copy', inputs: {} }]));
    await isLive();
  });
});
