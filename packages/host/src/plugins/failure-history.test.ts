import { describe, expect, it } from 'vitest';
import { FailureHistory } from './failure-history.ts';

const history = (clock: { now: number }) => new FailureHistory({ now: () => clock.now, random: () => 0.5 });

describe('FailureHistory', () => {
  it('answers three kills with growing patience, then with quarantine', () => {
    const clock = { now: 0 };
    const own = history(clock);
    expect(own.failed('kill')).toEqual({ do: 'restart', afterMs: 1_000 });
    clock.now += 5_000;
    expect(own.failed('kill')).toEqual({ do: 'restart', afterMs: 10_000 });
    clock.now += 5_000;
    expect(own.failed('kill')).toEqual({ do: 'quarantine' });
  });

  it('forgets when told to', () => {
    const own = history({ now: 0 });
    for (let i = 0; i < 2; i++) own.failed('kill');
    own.forget();
    expect(own.failed('kill')).toEqual({ do: 'restart', afterMs: 1_000 });
  });

  it('lets a plugin that others interrupt begin at once, but not over and over', () => {
    const clock = { now: 0 };
    const own = history(clock);
    expect(Array.from({ length: 6 }, () => own.interrupted())).toEqual([0, 0, 500, 1_000, 2_000, 4_000]);
    for (let i = 0; i < 20; i++) own.interrupted();
    expect(own.interrupted()).toBe(30_000);
    clock.now += 60_000;
    expect(own.interrupted()).toBe(0);
  });
});
