import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WindowPlan } from './window-plan.ts';

const make = (lengths: readonly number[], outputs = 1) =>
  lengths.map((length, id) => ({ id, done: 0, failed: false, outputs, series: { length } }));
type Made = ReturnType<typeof make>[number];

/** Plays turns, each as long as `msOf` says, until nothing is left; returns the bars of each turn. */
function play(plan: WindowPlan, instances: Made[], msOf: (bars: number) => number): number[] {
  const turns: number[] = [];
  for (let n = 0; n < 100_000; n++) {
    const windows = plan.plan(instances, 256);
    if (windows.length === 0) return turns;
    let bars = 0;
    for (const { instance, from, to } of windows) {
      expect(from).toBe(instance.done);
      expect(to > from && to <= instance.series.length).toBe(true);
      instance.done = to;
      bars += to - from;
    }
    plan.adapt(msOf(bars));
    turns.push(bars);
  }
  throw new Error('it never ends');
}

describe('the plan of windows', () => {
  it('covers every instance whole, in whatever sizes, and comes to an end', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat({ max: 30_000 }), { maxLength: 30 }),
        fc.double({ min: 1e-6, max: 0.2, noNaN: true }),
        fc.integer({ min: 0, max: 40 }),
        (lengths, msPerBar, outputs) => {
          const instances = make(lengths, outputs);
          play(new WindowPlan(), instances, (bars) => bars * msPerBar);
          for (const { done, series } of instances) expect(done).toBe(series.length);
        },
      ),
      { numRuns: 60, seed: 2 },
    );
  });

  it('grows while turns are quick and shrinks when they are slow, and never far over the target', () => {
    const quick = play(new WindowPlan(), make([2_000_000]), (bars) => bars * 1e-5);
    expect(Math.max(...quick)).toBeGreaterThan(100_000);
    const slow = play(new WindowPlan(), make([20_000]), (bars) => bars * 0.02);
    // 0.02 ms a bar: after the first turn none takes longer than twice what counts as slow.
    for (const bars of slow.slice(2)) expect(bars * 0.02).toBeLessThanOrEqual(30);
  });

  it('does not learn from ticks that a thousand bars would be as quick', () => {
    const plan = new WindowPlan();
    const one = make([1]);
    for (let n = 0; n < 50; n++) {
      play(plan, one, () => 0.01);
      (one[0] as Made).series.length++;
    }
    const [windows] = [plan.plan(make([1_000_000]), 256)];
    expect(windows[0]?.to).toBeLessThanOrEqual(2_000);
  });

  it('shares a turn out in rotation, so that each instance gets on', () => {
    const plan = new WindowPlan();
    const instances = make(Array.from({ length: 400 }, () => 1_000));
    const served = new Set<number>();
    for (let n = 0; n < 400 && served.size < 400; n++)
      for (const { instance } of plan.plan(instances, 256)) {
        served.add(instance.id);
        instance.done += 1;
      }
    expect(served.size).toBe(400);
  });

  it('keeps what is read back within a reply, however many outputs there are', () => {
    const plan = new WindowPlan();
    const instances = make([1_000_000], 64);
    for (let n = 0; n < 20; n++) {
      const windows = plan.plan(instances, 256);
      const values = windows.reduce((sum, { from, to, instance }) => sum + (to - from) * instance.outputs, 0);
      expect(values).toBeLessThanOrEqual(400_000);
      plan.adapt(0.1);
    }
  });

  it('leaves out what failed', () => {
    const instances = make([10, 10]).map((one, n) => ({ ...one, failed: n === 0 }));
    expect(new WindowPlan().plan(instances, 256).map(({ instance }) => instance.id)).toEqual([1]);
  });
});
