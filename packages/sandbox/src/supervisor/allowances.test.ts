import type { CodedError, PluginId } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { defaultPolicy } from '../policy.ts';
import { Allowances } from './allowances.ts';
import { Recent } from './recent.ts';

function create(cpuPercent?: number) {
  const warnings: CodedError[] = [];
  const onWarned = (warning: CodedError) => warnings.push(warning);
  const plugin = 'p' as PluginId;
  return { warnings, own: new Allowances({ plugin, turnMs: 50, cpuPercent, policy: defaultPolicy, onWarned }) };
}
const told = (warnings: readonly CodedError[]) => warnings.map(({ code }) => code);

describe('what came lately', () => {
  it('is never less than what came within the window, nor more than what came within a twentieth more', () => {
    const events = fc.array(fc.tuple(fc.nat(3_000), fc.nat(9)), { minLength: 1, maxLength: 60 });
    fc.assert(
      fc.property(events, (steps) => {
        const recent = new Recent(1_000);
        const past: [time: number, amount: number][] = [];
        const within = (now: number, ms: number) =>
          past.reduce((sum, [time, amount]) => sum + (now - time < ms ? amount : 0), 0);
        let now = 0;
        for (const [step, amount] of steps) {
          now += step;
          past.push([now, amount]);
          const sum = recent.add(now, amount);
          expect(sum).toBeGreaterThanOrEqual(within(now, 950));
          expect(sum).toBeLessThanOrEqual(within(now, 1_001));
        }
      }),
    );
  });
});

describe('the share of a processor', () => {
  it('may be used at once, is warned of when it is gone, and ends the plugin at two and a half times', () => {
    const { own, warnings } = create(10);
    own.spent(0, 1_000);
    own.turned(0, 20);
    expect([told(warnings), own.restsUntil]).toEqual([[], 0]);
    own.spent(1_000, 1_010);
    expect(told(warnings)).toEqual(['sandbox.conflated']);
    expect(warnings[0]?.data).toMatchObject({ plugin: 'p', percent: 10, limit: 10, windowMs: 10_000 });
    own.turned(1_000, 20);
    expect(own.restsUntil).toBeGreaterThan(performance.now() + 150);
    own.spent(2_000, 2_500);
    expect(() => own.spent(3_000, 2_501)).toThrow('p was stopped: it used 25 % of a processor over 10 s');
    expect(told(warnings)).toEqual(['sandbox.conflated']);
  });

  it('comes back with time', () => {
    const { own } = create(10);
    own.spent(0, 2_400);
    own.spent(9_000, 2_400);
    own.spent(10_500, 4_800);
  });

  it('is all of it where no limit is given', () => {
    const { own, warnings } = create();
    for (let s = 1; s < 100; s++) own.spent(s * 1_000, s * 1_000);
    expect(warnings).toEqual([]);
  });
});

describe('slow turns', () => {
  it('are told of when there are three of them, once in a while', () => {
    const { own, warnings } = create();
    own.turned(0, 31);
    own.turned(10, 31);
    own.turned(20_000, 31);
    expect(warnings).toEqual([]);
    for (let n = 0; n < 9; n++) own.turned(20_000 + n, 31);
    expect(told(warnings)).toEqual(['sandbox.slow-turn']);
    expect(warnings[0]?.message).toBe(
      'p is slow: its turns take 31 ms and more; one that takes longer than 50 ms is stopped.',
    );
  });
});
