import type { PluginId } from '@omnitrade/contracts';
import { dayMs, type Grant, type Spend, type Usage } from '@omnitrade/permissions';
import { describe, expect, it } from 'vitest';
import { AuditTrail } from '../audit/audit-trail.ts';
import { createMemoryData } from '../memory-data.ts';
import { admit, type Caller } from './admit.ts';
import { PluginGrants } from './plugin-grants.ts';

const api = 'net:api.example.com';

function open(given: { grants?: readonly Grant[]; slow?: boolean } = {}) {
  const clock = { now: Date.UTC(2026, 0, 5) };
  const saved: (readonly Grant[])[] = [];
  const spent: { usage: Usage; spends: readonly Spend[] }[] = [];
  const grants = new PluginGrants({
    declared: [
      { id: 'storage', limits: {} },
      { id: 'account:read', limits: {} },
      { id: api, limits: { bytesPerDay: 1000 } },
    ],
    grants: given.grants ?? [],
    usage: {},
    now: () => clock.now,
    save: async (lasting) => void saved.push(lasting),
    saveUsage: async (usage, spends) => void spent.push({ usage, spends }),
  });
  const { audit } = createMemoryData();
  const trail = new AuditTrail(audit, () => clock.now);
  const caller: Caller = { plugin: 'ant' as PluginId, version: '1.0.0', grants, audit: trail };
  const codeOf = async (permission: string, bytes?: number) => {
    try {
      const need = { permission, call: 'test.call', about: 'something' };
      await admit(caller, bytes === undefined ? need : { ...need, target: { bytes } });
      return 'allowed';
    } catch (error) {
      return (error as { data: { why: string } }).data.why;
    }
  };
  return { clock, grants, saved, spent, audit, trail, caller, codeOf };
}
const lasting = { limits: {}, lifetime: 'until-revoked' } as const;

describe('the grants of a plugin', () => {
  it('hold from the next call on, and end before the next one', async () => {
    const { grants, codeOf, saved } = open();
    expect(await codeOf('storage')).toBe('not-granted');
    await grants.give({ permission: 'storage', ...lasting });
    expect(await codeOf('storage')).toBe('allowed');
    const revoking = grants.revoke('storage');
    expect(await codeOf('storage')).toBe('not-granted');
    expect(await revoking).toBe(true);
    expect(saved.map((list) => list.length)).toEqual([1, 0]);
    expect(await grants.revoke('storage')).toBe(false);
  });

  it('have another version before anyone is told of a change', async () => {
    const { grants } = open();
    const told: [number, string][] = [];
    using _ = grants.listen((notices) => {
      for (const { kind, permission } of notices) told.push([grants.version, `${kind} ${permission}`]);
    });
    const { version } = grants;
    await grants.give({ permission: 'storage', ...lasting });
    await grants.revoke();
    expect(told).toEqual([
      [version + 1, 'given storage'],
      [version + 2, 'revoked storage'],
    ]);
  });

  it('stay taken back even if that cannot be written down', async () => {
    const grants = new PluginGrants({
      ...{ declared: [{ id: 'storage', limits: {} }], usage: {}, now: Date.now },
      grants: [{ permission: 'storage', grantedAt: Date.now(), ...lasting }],
      save: () => Promise.reject(new Error('disk full')),
      saveUsage: async () => {},
    });
    await expect(grants.revoke('storage')).rejects.toThrow('disk full');
    expect(grants.decide('storage').allow).toBe(false);
  });

  it('keep on disk only what outlives a restart', async () => {
    const { grants, saved } = open();
    await grants.give({ permission: 'storage', limits: {}, lifetime: 'once' });
    await grants.give({ permission: 'account:read', limits: {}, lifetime: 'session' });
    expect(saved.flat()).toEqual([]);
    grants.endRun();
    expect(grants.all.map(({ permission }) => permission)).toEqual(['account:read']);
    const stale: Grant = { permission: 'storage', limits: {}, lifetime: 'session', grantedAt: 1 };
    expect(open({ grants: [stale] }).grants.all).toEqual([]);
  });

  it('end in time, tell of it, and do not come back with a clock that is set back', async () => {
    const { grants, codeOf, clock, saved } = open();
    const start = clock.now;
    await grants.give({ permission: 'account:read', limits: {}, lifetime: 'until', expiresAt: start + dayMs });
    const told: string[] = [];
    using _ = grants.listen((notices) => told.push(...notices.map(({ kind }) => kind)));
    clock.now = start + dayMs;
    expect(await codeOf('account:read')).not.toBe('allowed');
    clock.now = start;
    expect(await codeOf('account:read')).not.toBe('allowed');
    expect([told, saved.at(-1)]).toEqual([['expired'], []]);
  });

  it('spend a budget on disk before the call goes on, and hold calls that race for it', async () => {
    const { grants, codeOf, spent } = open();
    await grants.give({ permission: api, limits: { bytesPerDay: 100 }, lifetime: 'until-revoked' });
    const codes = await Promise.all([60, 60, 40, 1].map((bytes) => codeOf(api, bytes)));
    expect(codes).toEqual(['allowed', 'limit', 'allowed', 'limit']);
    expect(spent.map(({ spends }) => spends[0]?.amount)).toEqual(['60', '40']);
    await grants.revoke(api);
    await grants.give({ permission: api, ...lasting });
    expect([await codeOf(api, 901), await codeOf(api, 900)]).toEqual(['limit', 'allowed']);
  });

  it('refuse to be given more than is asked for', async () => {
    const { grants } = open();
    const wide = { permission: api, limits: { bytesPerDay: 1001 }, lifetime: 'until-revoked' } as const;
    await expect(grants.give(wide)).rejects.toMatchObject({ code: 'permission.wider' });
    expect(grants.all).toEqual([]);
  });
});

describe('a call', () => {
  it('of high risk is on record before it goes on, and is stopped if the grant went meanwhile', async () => {
    const { grants, audit, caller } = open();
    await grants.give({ permission: 'account:read', ...lasting });
    const admitted = admit(caller, { permission: 'account:read', call: 'account.read' });
    const revoking = grants.revoke('account:read');
    await expect(admitted).rejects.toMatchObject({ code: 'permission.denied', data: { why: 'not-granted' } });
    await revoking;
    const rows = await audit.read({ limit: 9 });
    expect(rows.map(({ outcome }) => outcome)).toEqual(['allowed', 'denied']);
  });

  it('of high risk does not go on while its row is not on disk, nor when it cannot be', async () => {
    const { grants, caller } = open();
    await grants.give({ permission: 'account:read', ...lasting });
    const { audit } = createMemoryData();
    const written = Promise.withResolvers<void>();
    let work = () => written.promise;
    const slow: Caller = { ...caller, audit: new AuditTrail({ ...audit, append: () => work() }, Date.now) };
    let went = false;
    const need = { permission: 'account:read', call: 'account.read' };
    const going = Promise.resolve(admit(slow, need)).then(() => {
      went = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(went).toBe(false);
    written.resolve();
    await going;
    expect(went).toBe(true);
    work = () => Promise.reject(new Error('disk full'));
    await expect(admit(slow, need)).rejects.toThrow('disk full');
  });

  it('of low risk is counted', async () => {
    const { grants, audit, trail, codeOf } = open();
    await grants.give({ permission: 'storage', ...lasting });
    for (let i = 0; i < 50; i++) await codeOf('storage');
    await trail.flush();
    expect(await audit.read({ limit: 9 })).toEqual([]);
    expect(await audit.counts({ limit: 9 })).toMatchObject([{ permission: 'storage', allowed: 50, denied: 0 }]);
  });

  it('that is denied over and over does not fill the audit', async () => {
    const { audit, trail, codeOf } = open();
    for (let i = 0; i < 500; i++) await codeOf('account:read');
    await trail.flush();
    expect(await audit.read({ limit: 999 })).toHaveLength(20);
    expect(await audit.counts({ limit: 9 })).toMatchObject([{ allowed: 0, denied: 480 }]);
  });
});
