import type { BudgetStore, JsonObject, PluginId, PluginRecord } from '@omnitrade/contracts';
import type { Target } from '@omnitrade/permissions';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { AuditTrail } from '../audit/audit-trail.ts';
import { createMemoryData } from '../memory-data.ts';
import { admit } from './admit.ts';
import { GrantBook } from './grant-book.ts';

const plugin = 'trader' as PluginId;
const permission = 'trading:place-orders';
const day = Date.UTC(2026, 0, 5, 14);
const asked = { instruments: ['INDEX:SPX', 'INDEX:NDX'], maxOrderNotional: '5000' };
const given = { accounts: ['paper'], maxDailyNotional: '10000', maxOrdersPerMinute: 3, maxOrderNotional: '4000' };

const record = (limits: JsonObject): PluginRecord => ({
  ...{ id: plugin, version: '1.0.0', wanted: 'enabled', source: { kind: 'directory', path: '/plugin' } },
  ...{ contributions: [], settings: {}, installedAt: day, failure: null },
  manifest: { permissions: [{ id: permission, limits: asked }] },
  grants: [{ permission, limits, lifetime: 'until-revoked', grantedAt: day }],
});

/** A home with this much spent; opened anew it knows what was spent before. */
async function open(budgets: BudgetStore, clock: { now: number }, limits: JsonObject = given) {
  const book = new GrantBook(budgets, () => clock.now);
  await book.open();
  const grants = book.create(record(limits), async () => {});
  const { audit } = createMemoryData();
  const caller = { plugin, version: '1.0.0', grants, audit: new AuditTrail(audit, () => clock.now) };
  const order = (target: Target) => ({ account: 'paper', instrument: 'INDEX:SPX', side: 'buy', orders: 1, ...target });
  const codeOf = async (target: Target) => {
    try {
      await admit(caller, { permission, call: 'orders.submit', target: order(target) });
      return 'sent';
    } catch (error) {
      return (error as { data: { why: string } }).data.why;
    }
  };
  return { codeOf, audit };
}

describe('the budgets of a plugin that trades', () => {
  it('are spent on disk before an order may go, all of them together', async () => {
    const { budgets } = createMemoryData();
    const waiting = Promise.withResolvers<void>();
    let written = 0;
    const put = () => {
      written++;
      return waiting.promise;
    };
    const slow = { ...budgets, put };
    const { codeOf } = await open(slow, { now: day });
    let sent = false;
    const order = codeOf({ notional: '100' }).then(() => {
      sent = true;
    });
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect([written, sent]).toEqual([1, false]);
    waiting.resolve();
    await order;
    expect(sent).toBe(true);
  });

  it('hold through a restart, a clock that is set back, and orders that race', async () => {
    const { budgets } = createMemoryData();
    const clock = { now: day };
    const first = await open(budgets, clock);
    const race = await Promise.all(['4000', '4000', '4000'].map((notional) => first.codeOf({ notional })));
    expect(race).toEqual(['sent', 'sent', 'limit']);
    clock.now = day - 3_600_000;
    const second = await open(budgets, clock);
    expect(await second.codeOf({ notional: '2000.01' })).toBe('limit');
    expect(await second.codeOf({ notional: '2000' })).toBe('sent');
    expect(await second.codeOf({ notional: '0' })).toBe('limit');
    clock.now = day + 86_400_000;
    expect(await second.codeOf({ notional: '4000' })).toBe('sent');
  });

  it.each<[string, Target]>([
    ['an order above the limit of one', { notional: '4000.01' }],
    ['an order above what the plugin asked for', { notional: '5001' }],
    ['another account', { account: 'live', notional: '1' }],
    ['another instrument than was asked for', { instrument: 'CRYPTO:BTC', notional: '1' }],
    ['an order that does not say its value', {}],
    ['an order of a negative value', { notional: '-1' }],
    ['an order that counts for none', { notional: '1', orders: -1 }],
  ])('refuse %s, and spend nothing for it', async (_name, target) => {
    const { budgets } = createMemoryData();
    const { codeOf, audit } = await open(budgets, { now: day });
    expect(await codeOf(target)).toBe('limit');
    expect(await budgets.list()).toEqual([]);
    expect((await audit.read({ limit: 9 })).map(({ outcome }) => outcome)).toEqual(['denied']);
  });

  it('are never exceeded, whatever is ordered when', async () => {
    const orders = fc.array(
      fc.record({
        notional: fc.integer({ min: 0, max: 5000 }).map(String),
        hours: fc.integer({ min: -30, max: 30 }),
        restart: fc.boolean(),
      }),
      { maxLength: 25 },
    );
    await fc.assert(
      fc.asyncProperty(orders, async (list) => {
        const { budgets } = createMemoryData();
        const clock = { now: day };
        const limits = { maxDailyNotional: '10000' };
        let home = await open(budgets, clock, limits);
        const sums = new Map<number, number>();
        let latest = 0;
        for (const { notional, hours, restart } of list) {
          clock.now = day + hours * 3_600_000;
          if (restart) home = await open(budgets, clock, limits);
          if ((await home.codeOf({ notional })) !== 'sent') continue;
          latest = Math.max(latest, Math.floor(clock.now / 86_400_000));
          sums.set(latest, (sums.get(latest) ?? 0) + Number(notional));
        }
        for (const sum of sums.values()) expect(sum).toBeLessThanOrEqual(10_000);
      }),
      { numRuns: 200 },
    );
  });
});
