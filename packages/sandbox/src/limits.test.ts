import { maxOpenRequests, maxTimers } from '@omnitrade/contracts';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterEach, describe, expect, it } from 'vitest';
import { createKit, type Kit, type KitOptions } from '../test-kit/kit.ts';
import { indicatorPlugin, plugin } from '../test-kit/sources.ts';
import { TestSeries } from '../test-kit/test-series.ts';

const kits: Kit[] = [];
function newKit(policy: KitOptions['policy'] = {}): Kit {
  const kit = createKit({ guest: readGuestModules(), policy: { sampleMs: 50, ...policy } });
  kits.push(kit);
  return kit;
}
afterEach(async () => {
  for (const kit of kits.splice(0)) await kit[Symbol.asyncDispose]();
});

/** Burns about so many milliseconds of processor time, where `Date.now` stands still. */
const burn = `const burn = (rounds) => { let x = 0; for (let i = 0; i < rounds * 1e5; i++) x += Math.sin(x + i); return x; };`;

describe('over its limit of', () => {
  it('heap, a plugin is stopped, and the limit is named', async () => {
    const kit = newKit();
    const one = kit.start(plugin(`const held = []; setInterval(() => held.push(new Array(1e5).fill(0.5)), 4);`), {
      memoryMb: 16,
    });
    await one.activate();
    const { cause, error } = await one.stopped;
    expect([cause, error?.code]).toEqual(['self', 'sandbox.memory']);
    expect(error?.data).toMatchObject({ plugin: one.run.plugin, limitMb: 16 });
  });

  it('columns, it is stopped before they are made', async () => {
    const kit = newKit();
    const one = await kit.start(indicatorPlugin({ calc: () => {} }), { columnsMb: 1 }).activate();
    one.attach(new TestSeries(200_000));
    expect(await one.stopped).toMatchObject({ cause: 'self', error: { code: 'sandbox.memory', data: { limitMb: 1 } } });
  });

  it('time for a turn, it is stopped', async () => {
    const kit = newKit();
    const one = await kit.start(plugin(`setTimeout(() => { for (;;); }, 4);`), { turnMs: 30 }).activate();
    expect(await one.stopped).toMatchObject({ error: { code: 'sandbox.timeout', data: { limitMs: 30 } } });
  });

  it('time that turns should take, it is warned and goes on', async () => {
    const kit = newKit({ slowShare: 0.001, maxSlow: 3 });
    const one = await kit.start(plugin(`${burn} setInterval(() => burn(10), 10);`), { turnMs: 1_000 }).activate();
    await one.when(() => one.warnings.length > 0, 'a warning');
    expect(one.warnings[0]).toMatchObject({
      code: 'sandbox.slow-turn',
      data: { plugin: one.run.plugin, limitMs: 1_000 },
    });
    expect(one.stop).toBeUndefined();
  });

  it('its share of a processor, it gets its bars less often and goes on', async () => {
    const kit = newKit({ cpuWindowMs: 1_000, flushMs: 4 });
    const heavy = indicatorPlugin({
      calc: ({ in: bars, out, from, to }) => {
        let x = 0;
        for (let i = 0; i < 400_000; i++) x += Math.sin(x + i);
        for (let i = from; i < to; i++) out.v[i] = bars.close[i] + (x > 1e300 ? 1 : 0);
      },
    });
    const series = new TestSeries(10, (delta) => kit.sandbox.publish(delta));
    const one = await kit.start(heavy, { cpuPercent: 10, turnMs: 1_000 }).activate();
    const instance = one.attach(series);
    let ticks = 0;
    const ticking = setInterval(() => series.tick(++ticks), 4);
    await one.when(() => one.warnings.length > 0, 'a warning');
    expect(one.warnings[0]).toMatchObject({ code: 'sandbox.conflated', data: { limit: 10, windowMs: 1_000 } });
    const before = { turns: one.run.usage.turns, ticks };
    await one.when(() => one.run.usage.turns >= before.turns + 3, 'three more turns');
    clearInterval(ticking);
    expect(ticks - before.ticks).toBeGreaterThan(6);
    // The last tick comes, however many were passed over.
    await one.when(() => one.values.get(instance)?.columns[0]?.[9] === ticks, 'the last value');
    expect(one.stop).toBeUndefined();
  });

  it('two and a half times that share, which waiting bars do not cure, it is stopped', async () => {
    const kit = newKit({ cpuWindowMs: 1_000 });
    const one = await kit
      .start(plugin(`${burn} setInterval(() => burn(4), 4);`), { cpuPercent: 10, turnMs: 1_000 })
      .activate();
    const { cause, error } = await one.stopped;
    expect([cause, error?.code]).toEqual(['self', 'sandbox.cpu']);
    expect(error?.data).toMatchObject({ plugin: one.run.plugin, limit: 25, windowMs: 1_000 });
    expect(error?.data.percent).toBeGreaterThanOrEqual(25);
    expect(told(one)).toContain('sandbox.conflated');
  });

  it('time for its start, it is stopped', async () => {
    const kit = newKit({ startDeadlineMs: 100 });
    const one = kit.start(`await new Promise(() => {});`);
    expect(await one.stopped).toMatchObject({ error: { code: 'sandbox.start-timeout', data: { limitMs: 100 } } });
  });

  it('what a message may hold, it is refused in its own code', async () => {
    const kit = newKit();
    const one = kit.start(plugin(`await assets.text('x'.repeat(60_000));`));
    await expect(one.activate()).rejects.toThrow();
    expect(one.all('activate-failed')[0]?.error.message).toMatch(/may hold 57344 characters/);
  });

  it('what its messages may hold in a while, it is stopped', async () => {
    const kit = newKit({ maxMessageChars: 300_000 });
    const one = kit.start(plugin(`setInterval(() => { for (let i = 0; i < 8; i++) log.info('x'.repeat(6000)); }, 4);`));
    await one.until('loaded');
    one.post({ t: 'activate', context: { plugin: 'x', version: '1.0.0', permissions: [], settings: {} } });
    const { cause, error } = await one.stopped;
    expect([cause, error?.code]).toEqual(['self', 'sandbox.message-flood']);
    expect(error?.data).toMatchObject({ plugin: one.run.plugin, limit: 300_000, windowMs: 10_000 });
  });

  it('timers, it is refused the next one in its own code', async () => {
    const kit = newKit();
    const one = kit.start(plugin(`for (let i = 0; i <= ${maxTimers}; i++) setTimeout(() => {}, 1e6);`));
    await expect(one.activate()).rejects.toThrow();
    expect(one.all('activate-failed')[0]?.error.message).toContain(String(maxTimers));
  });

  it('open requests, it is refused the next one in its own code, and goes on', async () => {
    const kit = newKit();
    const one = await kit
      .start(
        plugin(
          `for (let i = 0; i <= ${maxOpenRequests}; i++) assets.text('a').catch((error) => log.info(error.message));`,
        ),
      )
      .activate();
    await one.until('log');
    expect(one.all('request')).toHaveLength(maxOpenRequests);
    expect(one.logs).toEqual([expect.stringContaining(String(maxOpenRequests))]);
  });

  it('lines of log, the rest is dropped and that is said once', async () => {
    const kit = newKit({ maxLogLines: 150 });
    const one = await kit
      .start(plugin(`setInterval(() => { for (let i = 0; i < 50; i++) log.info('line'); }, 4);`))
      .activate();
    await one.when(() => one.warnings.length > 0, 'a warning');
    expect(one.warnings[0]).toMatchObject({ code: 'sandbox.log-flood', data: { limit: 150, windowMs: 10_000 } });
    const { turns } = one.run.usage;
    while (one.run.usage.turns < turns + 5) await new Promise((resolve) => setTimeout(resolve, 4));
    expect(one.logs).toHaveLength(150);
    expect(one.warnings).toHaveLength(1);
    expect(one.stop).toBeUndefined();
  });
});

const told = ({ warnings }: { readonly warnings: readonly { readonly code: string }[] }) =>
  warnings.map(({ code }) => code);
