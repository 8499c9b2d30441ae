import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { StartClock } from './start-clock.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function newClock(): { clock: StartClock; faults: string[] } {
  const faults: string[] = [];
  const clock = new StartClock({ beginMs: 100, returnMs: () => 20, reportMs: 50 }, (fault, phase) =>
    faults.push(`${fault} ${phase}`),
  );
  return { clock, faults };
}

describe('the clock of a start', () => {
  it('is silent when each step comes in time', () => {
    const { clock, faults } = newClock();
    for (const phase of ['loaded', 'activated', 'deactivated'] as const) {
      clock.expect(phase);
      vi.advanceTimersByTime(90);
      clock.begin();
      vi.advanceTimersByTime(19);
      clock.return();
      vi.advanceTimersByTime(49);
      clock.report(phase);
      vi.advanceTimersByTime(1_000);
    }
    expect(faults).toEqual([]);
  });

  it.each([
    ['the runner never takes it up', (_: StartClock) => {}, 'not-begun loaded'],
    ['the call never comes back', (clock: StartClock) => clock.begin(), 'stuck loaded'],
    [
      'nothing is reported',
      (clock: StartClock) => {
        clock.begin();
        clock.return();
      },
      'late loaded',
    ],
  ])('says so when %s', (_what, steps, fault) => {
    const { clock, faults } = newClock();
    clock.expect('loaded');
    steps(clock);
    vi.advanceTimersByTime(1_000);
    expect(faults).toEqual([fault]);
  });

  it('knows that something runs until the last of several calls is back', () => {
    const { clock, faults } = newClock();
    clock.expect('activated');
    clock.begin();
    clock.expect('deactivated');
    clock.return();
    expect(clock.aside).toBe(true);
    clock.begin();
    clock.report('activated');
    clock.return();
    expect(clock.aside).toBe(false);
    clock.report('deactivated');
    vi.advanceTimersByTime(1_000);
    expect(faults).toEqual([]);
  });

  it('refuses steps that nobody asked for', () => {
    const { clock } = newClock();
    expect(() => clock.begin()).toThrow('not asked for');
    expect(() => clock.return()).toThrow('not begun');
    clock.expect('loaded');
    clock.begin();
    expect(() => clock.begin()).toThrow('not asked for');
  });
});
