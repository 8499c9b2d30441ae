import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PluginTimers } from './timers.ts';

const policy = { maxTimers: 5, minTimerMs: 4 };

describe('timers', () => {
  it('keep to the limit, and a plugin over it is told apart by an error', () => {
    const timers = new PluginTimers('manual', policy, () => {});
    for (let id = 0; id < 5; id++) timers.set(id, 1, false);
    timers.set(3, 9, true);
    expect(timers.size).toBe(5);
    expect(() => timers.set(5, 1, false)).toThrow('more than 5 timers');
  });

  it('never come sooner than the least period, whatever was asked for', () => {
    for (const ms of [-1, 0, Number.NaN, Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY]) {
      const timers = new PluginTimers('manual', policy, () => {});
      timers.set(1, ms, false);
      expect(timers.fireNext(3)).toBe(false);
    }
  });

  it('fire in the order of their time, once or again and again, for any set of them', () => {
    const timer = fc.record({ afterMs: fc.integer({ min: 4, max: 50 }), every: fc.boolean() });
    fc.assert(
      fc.property(fc.array(timer, { minLength: 1, maxLength: 5 }), (given) => {
        const fired: number[] = [];
        const timers = new PluginTimers('manual', policy, (id) => fired.push(id));
        for (const [id, { afterMs, every }] of given.entries()) timers.set(id, afterMs, every);
        while (timers.fireNext(100));
        const due = given.flatMap(({ afterMs, every }, id) =>
          Array.from({ length: every ? Math.floor(100 / afterMs) : 1 }, (_, n) => ({ id, at: afterMs * (n + 1) })),
        );
        const times = new Map(due.map(({ at }) => [at, due.filter((one) => one.at === at).length]));
        expect(fired).toHaveLength(due.length);
        const order = due.toSorted((a, b) => a.at - b.at);
        for (const [k, { at, id }] of order.entries()) if (times.get(at) === 1) expect(fired[k]).toBe(id);
      }),
      { numRuns: 200, seed: 9 },
    );
  });

  it('that are cleared stay silent', () => {
    const fired: number[] = [];
    const timers = new PluginTimers('manual', policy, (id) => fired.push(id));
    timers.set(1, 5, true);
    timers.set(2, 6, false);
    timers.clear(1);
    timers.clear(77);
    while (timers.fireNext(50));
    expect(fired).toEqual([2]);
  });
});
