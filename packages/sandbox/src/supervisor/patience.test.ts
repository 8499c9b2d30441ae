import { describe, expect, it } from 'vitest';
import { Patience } from './patience.ts';

const ms = 1e6;

function watch() {
  const schedule = { ranNs: 0, waitedNs: 0, crowding: 0.5 };
  const patience = new Patience(() => ({ ...schedule }));
  const pass = (ranNs: number, waitedNs: number, looks = 1) => {
    for (let n = 0; n < looks; n++) {
      schedule.ranNs += ranNs;
      schedule.waitedNs += waitedNs;
      patience.look();
    }
    return patience.factor;
  };
  return { pass, schedule };
}

describe('patience', () => {
  it('is small while the runner gets the processor when it wants it', () => {
    const { pass } = watch();
    expect(pass(0, 0)).toBe(1.8);
    expect(pass(40 * ms, 0, 10)).toBe(1.8);
    expect(pass(0.01 * ms, 0.05 * ms)).toBeLessThan(1.9);
  });

  it('grows with the time the runner waits, up to its bound, and is forgotten again', () => {
    const { pass } = watch();
    expect(pass(10 * ms, 10 * ms, 3)).toBeCloseTo(3.6);
    expect(pass(5 * ms, 200 * ms, 5)).toBe(8);
    expect(pass(20 * ms, 0, 60)).toBeLessThan(2);
  });

  it('grows with the crowd in front of the processors, also while the runner itself sleeps', () => {
    const { pass, schedule } = watch();
    schedule.crowding = 6;
    expect(pass(0, 0, 40)).toBe(8);
    schedule.crowding = 0.5;
    expect(pass(0, 0, 40)).toBe(1.8);
  });

  it('goes by the load of the machine where the system tells no more', () => {
    const patience = new Patience(() => undefined);
    patience.look();
    expect(patience.factor).toBeGreaterThanOrEqual(1.8);
    expect(patience.factor).toBeLessThanOrEqual(8);
  });
});
