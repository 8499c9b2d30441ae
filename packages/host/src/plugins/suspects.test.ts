import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { copyPlugin, dailyProvider, daysOf, openTestHost, type TestHost } from '../host-fixture.ts';

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost();
});
afterEach(() => test[Symbol.asyncDispose]());

const runnersOf = (kind: string) => test.host.vitals().runners.filter((one) => one.kind === kind && one.plugins > 0);
const names = ['days', 'one', 'two'];

describe('plugins whose runner crashed without a name', () => {
  it('are begun again each alone; who crashes again is named and rests, the others go back to where they were', async () => {
    await test.install(dailyProvider('days'));
    for (const name of ['one', 'two']) await test.install(copyPlugin(name, { copy: 0 }));
    const lines = ['one', 'two'].map((name) => ({ contribution: `${name}/copy`, inputs: {} }));
    await test.host.chart.open(daysOf('days', lines));
    const statuses = () => test.chart().indicators.map(({ status }) => status);
    await test.until(() => expect(statuses()).toEqual(['live', 'live']));
    const [shared] = runnersOf('probation');
    expect(shared?.plugins).toBe(3);

    process.kill(shared?.pid as number, 'SIGSEGV');
    await test.until(() => expect(test.events('plugin.interrupted')).toHaveLength(3));
    for (const { plugin, data } of test.events('plugin.interrupted'))
      expect((data as { message: string }).message).toMatch(new RegExp(`${plugin} .*which of its 3 plugins did it`));
    await test.until(() => expect(runnersOf('quarantine').map(({ plugins }) => plugins)).toEqual([1, 1, 1]));
    expect(runnersOf('probation')).toEqual([]);
    await test.until(() => expect(names.map((name) => test.summary(name).state)).toEqual(names.map(() => 'active')));

    process.kill(runnersOf('quarantine')[2]?.pid as number, 'SIGSEGV');
    await test.until(() => expect(test.events('plugin.quarantined')).toHaveLength(1));
    const guilty = test.events('plugin.quarantined')[0]?.plugin as string;
    expect(names).toContain(guilty);
    expect(test.summary(guilty)).toMatchObject({ state: 'quarantined', error: { code: 'sandbox.runner-died' } });
    expect(test.summary(guilty).error?.message).toContain(guilty);

    await test.until(() => expect(runnersOf('probation').map(({ plugins }) => plugins)).toEqual([2]));
    expect(runnersOf('quarantine')).toEqual([]);
    const others = names.filter((one) => one !== guilty);
    await test.until(() => expect(others.map((name) => test.summary(name).state)).toEqual(['active', 'active']));
  }, 30_000);
});
