import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { keepRecent, type NextStep, nextStep, restartPolicy, type Strike } from './restart-policy.ts';

const minute = 60_000;
const kills = (...minutes: number[]): Strike[] => minutes.map((m) => ({ timeMs: m * minute, kind: 'kill' }));
const now = 120 * minute;
const severity = ({ do: what }: NextStep) => ['restart', 'quarantine', 'stop'].indexOf(what);

describe('nextStep', () => {
  test.each<[string, Strike[], NextStep]>([
    ['a first kill', kills(120), { do: 'restart', afterMs: 1_000 }],
    ['a second', kills(119, 120), { do: 'restart', afterMs: 10_000 }],
    ['a third within 10 minutes', kills(115, 119, 120), { do: 'quarantine' }],
    ['a third in more than 10 minutes', kills(100, 119, 120), { do: 'restart', afterMs: 60_000 }],
    ['a fourth, all far apart', kills(70, 85, 100, 120), { do: 'restart', afterMs: 60_000 }],
    ['a kill when the others are an hour old', kills(58, 59, 60, 120), { do: 'restart', afterMs: 1_000 }],
    ['the death of a runner', [{ timeMs: now, kind: 'runner-death' }], { do: 'quarantine' }],
    ['a death in quarantine', [{ timeMs: now, kind: 'quarantine-death' }], { do: 'stop' }],
    ['nothing', [], { do: 'restart', afterMs: 0 }],
  ])('answers %s', (_, history, step) => {
    expect(nextStep(history, now, () => 0.5)).toEqual(step);
  });

  const strike = fc.record({
    timeMs: fc.integer({ min: 0, max: now }),
    kind: fc.constantFrom('kill' as const, 'runner-death' as const, 'quarantine-death' as const),
  });
  const chance = fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }).map((value) => () => value);

  test('keeps every delay within its jitter', () => {
    fc.assert(
      fc.property(fc.array(strike), chance, (history, random) => {
        const step = nextStep(history, now, random);
        if (step.do !== 'restart') return;
        const delay = [0, ...restartPolicy.delaysMs][Math.min(keepRecent(history, now).length, 3)] as number;
        expect(step.afterMs).toBeGreaterThanOrEqual(delay * 0.8);
        expect(step.afterMs).toBeLessThanOrEqual(delay * 1.2);
      }),
    );
  });

  test('is never milder after one more strike', () => {
    fc.assert(
      fc.property(fc.array(strike), strike, chance, (history, one, random) => {
        const before = nextStep(history, now, random);
        const after = nextStep([...history, one], now, random);
        expect(severity(after)).toBeGreaterThanOrEqual(severity(before));
        if (before.do === 'restart' && after.do === 'restart')
          expect(after.afterMs).toBeGreaterThanOrEqual(before.afterMs);
      }),
    );
  });

  test('forgives everything after an hour', () => {
    fc.assert(
      fc.property(fc.array(strike), chance, (history, random) => {
        const later = now + restartPolicy.decayMs;
        expect(nextStep(history, later, random)).toEqual({ do: 'restart', afterMs: 0 });
      }),
    );
  });

  test('judges a shortened history as the whole one', () => {
    fc.assert(
      fc.property(fc.array(strike), chance, (history, random) => {
        expect(nextStep(keepRecent(history, now), now, random)).toEqual(nextStep(history, now, random));
      }),
    );
  });
});
