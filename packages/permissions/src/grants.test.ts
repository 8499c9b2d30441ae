import { describe, expect, test } from 'vitest';
import { addAmounts, compareAmounts } from './amounts.ts';
import { changeGrants, checkGrant, type GivenGrant } from './grants.ts';

const now = Date.UTC(2026, 5, 1);
const declared = [{ id: 'net:*.example.com', limits: { methods: ['GET'], bytesPerDay: 1000 } }];
const given = (change: Partial<GivenGrant>): GivenGrant => ({
  permission: 'net:api.example.com',
  limits: {},
  lifetime: 'until-revoked',
  ...change,
});
const codes = (change: Partial<GivenGrant>) => checkGrant(declared, given(change), now).map(({ code }) => code);

describe('checkGrant', () => {
  test('lets the user give less than is asked for', () => {
    expect(codes({})).toEqual([]);
    expect(codes({ limits: { bytesPerDay: 10 } })).toEqual([]);
    expect(codes({ lifetime: 'until', expiresAt: now + 1 })).toEqual([]);
  });

  test.each<[Partial<GivenGrant>, string]>([
    [{ permission: 'net:api.example.org' }, 'permission.not-declared'],
    [{ permission: 'storage' }, 'permission.not-declared'],
    [{ permission: 'everything' }, 'permission.unknown'],
    [{ limits: { bytesPerDay: 1001 } }, 'permission.wider'],
    [{ limits: { methods: ['GET', 'POST'] } }, 'permission.wider'],
    [{ limits: { perWeek: 1 } }, 'permission.unknown-limit'],
    [{ limits: { bytesPerDay: -1 } }, 'permission.bad-limit'],
    [{ lifetime: 'until' }, 'permission.bad-lifetime'],
    [{ lifetime: 'session', expiresAt: now + 1 }, 'permission.bad-lifetime'],
    [{ lifetime: 'forever' as never }, 'permission.bad-lifetime'],
    [{ lifetime: 'until', expiresAt: now }, 'permission.over'],
  ])('refuses %j', (change, code) => {
    expect(codes(change)).toEqual([code]);
  });
});

describe('changeGrants', () => {
  test('puts a new grant of the same permission in place of the old one', () => {
    const one = changeGrants([], { change: 'give', now, ...given({}) });
    const two = changeGrants(one, { change: 'give', now: now + 1, ...given({ limits: { bytesPerDay: 5 } }) });
    expect(two).toMatchObject([{ limits: { bytesPerDay: 5 }, grantedAt: now + 1 }]);
  });
});

describe('amounts', () => {
  test('add and compare without rounding', () => {
    expect(addAmounts('0.1', '0.2')).toBe('0.3');
    expect(addAmounts('9999999999999999999999999999.5', '0.5')).toBe('10000000000000000000000000000');
    expect(addAmounts('0', '0')).toBe('0');
    expect(compareAmounts('10', '9.999999999999999999999')).toBe(1);
    expect(compareAmounts('0.3', '0.3')).toBe(0);
  });
});
