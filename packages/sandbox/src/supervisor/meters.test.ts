import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterAll, describe, expect, it } from 'vitest';
import { createKit } from '../../test-kit/kit.ts';
import { indicatorPlugin } from '../../test-kit/sources.ts';
import { TestSeries } from '../../test-kit/test-series.ts';
import { Meter } from './meters.ts';

const kit = createKit({ guest: readGuestModules() });
afterAll(() => kit[Symbol.asyncDispose]());

const fault = (fingerprint: string, lastAt: number, message = 'm') => ({ fingerprint, code: 'c', message, lastAt });

describe('what a plugin costs', () => {
  it('is told in percentiles of its newest turns, and the longest of all', () => {
    const meter = new Meter();
    meter.turn(90_000);
    for (let n = 1; n <= 256; n++) meter.turn(n * 100);
    expect(meter.usage).toMatchObject({ turns: 257, turnMs: { p50: 12.9, p95: 24.4, max: 90 } });
    expect(meter.usage.wallMs).toBeCloseTo(90 + 3289.6);
  });

  it('puts calls under few names, whatever names are made up', () => {
    const meter = new Meter();
    for (let n = 0; n < 1_000; n++) meter.called(`made.up${n}`, n % 2 === 0);
    const { calls } = meter.usage;
    expect(Object.keys(calls).length).toBe(65);
    expect(calls['made.up0']).toEqual({ allowed: 0, denied: 1 });
    expect(calls.other).toEqual({ allowed: 468, denied: 468 });
  });

  it('keeps the kinds of errors that came last, each counted', () => {
    const meter = new Meter();
    for (let n = 0; n < 20; n++) meter.failed(fault(`old ${n}`, n));
    for (let n = 0; n < 80; n++) meter.failed(fault(`kind ${n % 8}`, 20 + n));
    meter.failed(fault('kind 3', 200, 'x'.repeat(1_000)));
    const { count, kinds } = meter.usage.errors;
    expect(count).toBe(101);
    expect(kinds).toHaveLength(8);
    expect(kinds[0]).toMatchObject({ fingerprint: 'kind 3', lastAt: 200, message: 'x'.repeat(300) });
    expect(kinds[1]).toMatchObject({ fingerprint: 'kind 7', count: 10 });
  });

  it('counts bytes each way, and changes that became one before the plugin saw them', async () => {
    const series = new TestSeries(1_000, (delta) => kit.sandbox.publish(delta));
    const calc = ({ in: bars, out, from, to }: { in: never; out: never; from: number; to: number }) => {
      for (let i = from; i < to; i++) (out as { v: number[] }).v[i] = (bars as { close: number[] }).close[i] as number;
    };
    const one = await kit.start(indicatorPlugin({ calc: calc as never })).activate();
    await one.computed(one.attach(series));
    const { usage } = one.run;
    expect(usage.bytesIn).toBeGreaterThanOrEqual(1_000 * 6 * 8);
    expect(usage.bytesIn).toBeLessThan(1_000 * 6 * 8 + 4_000);
    expect(usage.bytesOut).toBeGreaterThanOrEqual(1_000 * 8);
    expect(usage.bytesOut).toBeLessThan(1_000 * 8 + 4_000);
    for (let n = 0; n < 50; n++) series.tick(n);
    await one.idle();
    expect(one.run.usage.conflated).toBeGreaterThanOrEqual(48);
    expect(one.run.usage.bytesIn - usage.bytesIn).toBeLessThan(3 * 48 + 100);
  });
});

describe('what a runner costs', () => {
  it('is its memory and its lag, and its death is counted by cause', async () => {
    await using own = createKit({ guest: readGuestModules(), policy: { sampleMs: 20 } });
    const one = await own
      .start(`export default { activate() { setTimeout(() => { new Array(2 ** 32 - 2).indexOf(1); }, 40); } };`)
      .activate();
    const [runner] = own.sandbox.runners;
    expect(runner).toMatchObject({ driver: 'isolate', plugins: 1, lagMs: expect.any(Number) });
    await one.stopped;
    for (let n = 0; n < 100 && own.sandbox.deaths.length === 0; n++) await new Promise((done) => setTimeout(done, 20));
    expect(own.sandbox.deaths).toEqual([{ kind: 'reading', cause: 'stuck', count: 1 }]);
  });
});
