import type { JsonObject } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { decide } from './decide.ts';
import { changeGrants, type Declared, type Grant, type GrantChange, type Lifetime } from './grants.ts';
import type { Target } from './limit-rules.ts';
import { limitRules } from './limit-rules.ts';
import { type LimitName, limits } from './limits.ts';
import { dayMs, spend, type Usage } from './usage.ts';

const start = Date.UTC(2026, 0, 5, 12);
const give = (permission: string, limitsGiven: JsonObject = {}, lifetime: Lifetime = 'until-revoked'): Grant => ({
  permission,
  limits: limitsGiven,
  lifetime,
  grantedAt: start,
});
const ask = (id: string, asked: JsonObject = {}): Declared => ({ id, limits: asked });
const decideOn = (permission: string, given: JsonObject, target: Target, usage: Usage = {}, now = start) =>
  decide({ grants: [give(permission, given)], declared: [ask(permission)], permission, target, now, usage });

describe('decide', () => {
  test('allows what is asked for, granted and alive, and nothing else', () => {
    const permission = 'secrets';
    const grants = [give(permission)];
    const declared = [ask(permission)];
    expect(decide({ grants, declared, permission, now: start })).toEqual({
      allow: true,
      grant: permission,
      spends: [],
    });
    expect(decide({ grants, declared: [], permission, now: start })).toMatchObject({ deny: 'not-declared' });
    expect(decide({ grants: [], declared, permission, now: start })).toMatchObject({ deny: 'not-granted' });
    const later = start + 31 * dayMs;
    expect(decide({ grants, declared, permission, now: later })).toMatchObject({ deny: 'lapsed' });
    const until: Grant = { ...give(permission), lifetime: 'until', expiresAt: start + 5 };
    expect(decide({ grants: [until], declared, permission, now: start + 4 })).toMatchObject({ allow: true });
    expect(decide({ grants: [until], declared, permission, now: start + 5 })).toMatchObject({ deny: 'expired' });
  });

  test('never lets a harmless permission lapse', () => {
    const permission = 'charts:write';
    const now = start + 400 * dayMs;
    expect(decide({ grants: [give(permission)], declared: [ask(permission)], permission, now }).allow).toBe(true);
  });

  test.each(['', 'root', 'net:*.example.com', 'net:*', 'net:com', 'net:127.0.0.1', '__proto__', 'constructor'])(
    'refuses %j even when it is written into grants and declaration',
    (permission) => {
      const grants = [give(permission)];
      expect(decide({ grants, declared: [ask(permission)], permission, now: start })).toMatchObject({
        deny: 'unknown',
      });
    },
  );

  test('lets a star cover names below it, held by both what is asked and what is given', () => {
    const declared = [ask('net:*.example.com', { methods: ['GET', 'POST'] })];
    const grants = [give('net:*.example.com', { methods: ['GET', 'DELETE'] })];
    const on = (permission: string, method: string) =>
      decide({ grants, declared, permission, target: { method }, now: start }).allow;
    expect(on('net:api.example.com', 'GET')).toBe(true);
    expect(on('net:api.example.com', 'POST')).toBe(false);
    expect(on('net:api.example.com', 'DELETE')).toBe(false);
    expect(on('net:example.com', 'GET')).toBe(false);
    expect(on('net:api.example.com.evil.net', 'GET')).toBe(false);
    expect(on('net:evilexample.com', 'GET')).toBe(false);
  });

  test.each<[LimitName, JsonObject[string], Target, Target]>([
    ['accounts', ['paper'], { account: 'paper' }, { account: 'live' }],
    ['instruments', ['INDEX:SPX'], { instrument: 'INDEX:SPX' }, { instrument: 'INDEX:NDX' }],
    ['sides', ['buy'], { side: 'buy' }, { side: 'sell' }],
    ['orderTypes', ['limit'], { orderType: 'limit' }, { orderType: 'market' }],
    ['maxOrderNotional', '2500.5', { notional: '2500.5' }, { notional: '2500.50000000000001' }],
    ['maxPosition', '10', { position: '9.99' }, { position: '11' }],
    ['maxDailyLoss', '100', { loss: '100' }, { loss: '100.01' }],
    ['maxOrdersPerMinute', 1, { orders: 1 }, { orders: 2 }],
    ['maxDailyNotional', '1000', { notional: '1000' }, { notional: '1000.01' }],
  ])('holds trading to %s, and refuses a call that does not say it', (limit, value, good, bad) => {
    const on = (target: Target) => decideOn('trading:place-orders', { [limit]: value }, target);
    expect(on(good)).toMatchObject({ allow: true });
    expect(on(bad)).toMatchObject({ allow: false, deny: 'limit' });
    expect(on({})).toMatchObject({ allow: false, deny: 'limit' });
  });

  test.each([-1, 0.5, Number.NaN, Number.POSITIVE_INFINITY, '-5', '1e3', '01'])(
    'refuses the amount %s, which could give a budget back',
    (amount) => {
      const on = (given: JsonObject, target: object) => decideOn('trading:place-orders', given, target as Target);
      expect(on({ maxDailyNotional: '10' }, { notional: amount })).toMatchObject({ deny: 'limit' });
      expect(on({ maxOrdersPerMinute: 10 }, { orders: amount })).toMatchObject({ deny: 'limit' });
    },
  );

  test('refuses a limit it does not know or cannot read, wherever it stands', () => {
    for (const bad of [{ perFortnight: 3 }, { toString: 1 }, { maxOrderNotional: 1e3 }, { hours: 'always' }]) {
      expect(decideOn('trading:place-orders', bad as never, { notional: '1' })).toMatchObject({ deny: 'limit' });
      const declared = [ask('trading:place-orders', bad as never)];
      const grants = [give('trading:place-orders')];
      const permission = 'trading:place-orders';
      expect(decide({ grants, declared, permission, now: start })).toMatchObject({ deny: 'limit' });
    }
  });

  test('keeps to hours that cross midnight, and to an end', () => {
    const at = (hour: number) => Date.UTC(2026, 0, 5, hour);
    const on = (given: JsonObject, now: number) => decideOn('trading:place-orders', given, {}, {}, now).allow;
    expect([21, 22, 2, 3].map((hour) => on({ hours: '22:00-03:00' }, at(hour)))).toEqual([false, true, true, false]);
    expect([on({ expires: '2026-01-05T13:00Z' }, at(12)), on({ expires: '2026-01-05T13:00Z' }, at(13))]).toEqual([
      true,
      false,
    ]);
  });

  test('starts a budget anew with the next window, but not when the clock is set back', () => {
    let usage: Usage = {};
    const on = (bytes: number, now: number) => {
      const decision = decideOn('net:api.example.com', { bytesPerDay: 100 }, { bytes }, usage, now);
      if (decision.allow) usage = spend(usage, decision.spends);
      return decision.allow;
    };
    expect([on(60, start), on(60, start), on(40, start)]).toEqual([true, false, true]);
    expect([on(100, start + dayMs), on(1, start), on(1, start - 9 * dayMs)]).toEqual([true, false, false]);
  });
});

/** Times around the start, as a clock that jumps shows them. */
const times = fc.integer({ min: 0, max: 100 }).map((days) => start + days * dayMs);
const permissions = ['account:read', 'net:api.example.com', 'net:*.example.com', 'trading:place-orders'] as const;
const steps = fc.array(
  fc.oneof(
    fc.record({
      change: fc.constant('give' as const),
      permission: fc.constantFrom(...permissions),
      lifetime: fc.constantFrom('once' as const, 'session' as const, 'until-revoked' as const),
      limits: fc.constant({}),
      now: times,
    }),
    fc
      .tuple(fc.constantFrom(...permissions), times, fc.integer({ min: 1, max: 60 }))
      .map(([permission, now, days]) => ({
        change: 'give' as const,
        permission,
        limits: {},
        lifetime: 'until' as const,
        now,
        expiresAt: now + days * dayMs,
      })),
    fc.record({ change: fc.constant('revoke' as const), permission: fc.constantFrom(...permissions) }),
    fc.record({ change: fc.constantFrom('plugin-end' as const, 'terminal-start' as const) }),
    fc.record({ change: fc.constant('call' as const), permission: fc.constantFrom(...permissions), now: times }),
    fc.record({ change: fc.constant('update' as const), asks: fc.subarray([...permissions]) }),
  ),
  { maxLength: 40 },
);

describe('any history of grants, revocations, updates and clocks', () => {
  test('allows only what a grant covers that was given, not taken back, and has not ended', () => {
    fc.assert(
      fc.property(steps, (history) => {
        let grants: readonly Grant[] = [];
        let declared: Declared[] = permissions.map((id) => ask(id));
        /** The same told the slow way: every grant with the latest moment since it was given. */
        let given: { step: GrantChange & { change: 'give' }; latest: number; used: number }[] = [];
        for (const step of history) {
          if (step.change === 'update') {
            declared = step.asks.map((id) => ask(id));
            continue;
          }
          if (step.change === 'call') {
            for (const one of given) one.latest = Math.max(one.latest, step.now);
            given = given.filter((one) => one.step.lifetime !== 'until' || one.latest < (one.step.expiresAt as number));
            given = given.filter((one) => one.latest - one.used < 30 * dayMs);
            grants = changeGrants(grants, { change: 'sweep', now: step.now });
            const decision = decide({ grants, declared, permission: step.permission, now: step.now });
            const covers = (id: string) =>
              id === step.permission || (id === 'net:*.example.com' && step.permission === 'net:api.example.com');
            const alive = given.find((one) => covers(one.step.permission));
            const possible = !step.permission.includes('*') && alive && declared.some(({ id }) => covers(id));
            expect(decision.allow).toBe(Boolean(possible));
            if (!decision.allow) continue;
            grants = changeGrants(grants, { change: 'use', permission: decision.grant, now: step.now });
            const user = given.find((one) => one.step.permission === decision.grant);
            if (user) user.used = user.latest;
            continue;
          }
          grants = changeGrants(grants, step);
          if (step.change === 'give') {
            given = given.filter((one) => one.step.permission !== step.permission);
            given.push({ step, latest: step.now, used: step.now });
          } else if (step.change === 'revoke') given = given.filter((one) => one.step.permission !== step.permission);
          else
            given = given.filter(
              ({ step: { lifetime } }) =>
                lifetime !== 'once' && !(step.change === 'terminal-start' && lifetime === 'session'),
            );
        }
      }),
      { numRuns: 2000 },
    );
  });

  test('never spends more than a budget holds, in any order of calls', () => {
    const calls = fc.array(fc.tuple(fc.integer({ min: 0, max: 60 }), fc.integer({ min: -3, max: 3 })), {
      maxLength: 50,
    });
    fc.assert(
      fc.property(calls, fc.integer({ min: 1, max: 100 }), (list, bytesPerDay) => {
        let usage: Usage = {};
        const perDay = new Map<number, number>();
        let day = Number.NEGATIVE_INFINITY;
        for (const [bytes, offset] of list) {
          const now = start + offset * dayMs;
          const decision = decideOn('net:api.example.com', { bytesPerDay }, { bytes }, usage, now);
          if (!decision.allow) continue;
          // Only what was spent is remembered: a refused call on a later day opens no window.
          day = Math.max(day, Math.floor(now / dayMs));
          usage = spend(usage, decision.spends);
          perDay.set(day, (perDay.get(day) ?? 0) + bytes);
        }
        for (const sum of perDay.values()) expect(sum).toBeLessThanOrEqual(bytesPerDay);
      }),
    );
  });
});

describe('limits within limits', () => {
  const values: Record<string, fc.Arbitrary<JsonObject[string]>> = {
    accounts: fc.subarray(['paper', 'live', 'other'], { minLength: 1 }),
    maxOrderNotional: fc.integer({ min: 1, max: 9 }).map(String),
    maxOrdersPerMinute: fc.integer({ min: 1, max: 9 }),
    hours: fc.tuple(fc.integer({ min: 0, max: 23 }), fc.integer({ min: 0, max: 23 })).map((pair) =>
      pair
        .map((hour) => `${hour}`.padStart(2, '0'))
        .map((hour) => `${hour}:00`)
        .join('-'),
    ),
    expires: fc.integer({ min: 1, max: 9 }).map((day) => `2026-01-0${day}`),
  };
  const targets = fc.record({
    account: fc.constantFrom('paper', 'live', 'other'),
    notional: fc.integer({ min: 0, max: 10 }).map(String),
    orders: fc.integer({ min: 0, max: 10 }),
  });
  test.each(Object.entries(values))('%s: what the inner one allows, the outer one allows', (name, value) => {
    const { isWithin, findFault } = limitRules[name as LimitName];
    const now = fc.integer({ min: 0, max: 10 * 24 }).map((hour) => Date.UTC(2026, 0, 1, hour));
    fc.assert(
      fc.property(value, value, targets, now, (inner, outer, target, at) => {
        expect(limits[name as LimitName].accepts(inner)).toBe(true);
        expect(isWithin(inner, inner)).toBe(true);
        if (!isWithin(inner, outer) || findFault(inner, target, at, '0') !== undefined) return;
        expect(findFault(outer, target, at, '0')).toBeUndefined();
      }),
    );
  });
});
