import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterAll, describe, expect, it } from 'vitest';
import { createKit } from '../test-kit/kit.ts';
import { type Calc, indicatorPlugin } from '../test-kit/sources.ts';
import { TestSeries } from '../test-kit/test-series.ts';

const kit = createKit({ guest: readGuestModules() });
afterAll(() => kit[Symbol.asyncDispose]());

/** Rounds of the work below that take this process a millisecond. */
function roundsPerMs(): number {
  let x = 0;
  let rounds = 0;
  const start = process.cpuUsage();
  for (; process.cpuUsage(start).user < 100_000; rounds += 10_000)
    for (let i = 0; i < 10_000; i++) x += Math.sin(x + i);
  return rounds / 100 + (x > 1e300 ? 1 : 0);
}

describe('fifty plugins in one runner', () => {
  it('that all work hard in every turn are all let be, and each gets its turn before any has two more', async () => {
    const series = new TestSeries(1, (delta) => kit.sandbox.publish(delta));
    const work: Calc = ({ p, out, from, to }) => {
      let x = 0;
      for (let i = 0; i < p.rounds; i++) x += Math.sin(x + i);
      out.v.fill(1, from, to);
      out.v[0] = x > 1e300 ? 0 : 1;
    };
    // 45 ms of processor time each: two seconds and more a round, in turns that may take 100.
    const rounds = Math.floor(roundsPerMs() * 45);
    const all = await Promise.all(
      Array.from({ length: 50 }, () => kit.start(indicatorPlugin({ calc: work }), { turnMs: 250 }).activate()),
    );
    expect(new Set(all.map(({ run }) => run.runnerPid)).size).toBe(1);
    const instances = all.map((one) => ({ one, instance: one.attach(series, { p: { rounds } }) }));
    const turns = () => all.map(({ run }) => run.usage.turns);
    const spread: number[] = [];
    const watch = setInterval(() => spread.push(Math.max(...turns()) - Math.min(...turns())), 5);
    for (const { one, instance } of instances) expect((await one.computed(instance)).columns[0]?.[0]).toBe(1);
    series.tick(2);
    for (const { one, instance } of instances) expect((await one.computed(instance)).pieces).toBe(2);
    clearInterval(watch);
    expect(kit.deaths).toEqual([]);
    expect(all.filter(({ stop }) => stop)).toEqual([]);
    expect(Math.max(...spread)).toBeLessThanOrEqual(2);
  }, 60_000);
});
