/** What holds for every scenario under every policy, over random ones that repeat from their seed. */

import { type OrderState, orderStates } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../decimals.ts';
import type { ScenarioEvent } from '../orders/order-event.ts';
import { canMove, isDone } from '../orders/order-states.ts';
import { checkScenario } from '../scenario/parse-scenario.ts';
import { scenarioArbitrary } from '../scenario/random-scenario-fixture.ts';
import { runScenario, type ScenarioResult } from '../scenario/run-scenario.ts';

type Given = typeof scenarioArbitrary extends fc.Arbitrary<infer T> ? T : never;
interface Sent {
  readonly id: string;
  readonly side: 'buy' | 'sell';
  readonly tif?: string;
  readonly price?: string;
  readonly reduceOnly?: boolean;
  readonly postOnly?: boolean;
}

const runs = process.env.OMNITRADE_SOAK ? 1000 : 80;
const dec = (text: string) => new Decimal(text);

function runGiven(given: Given): { result: ScenarioResult; orders: Map<string, Sent> } {
  const check = checkScenario(JSON.parse(JSON.stringify(given)));
  if (!check.ok) throw new Error(JSON.stringify(check.issues));
  const sent = given.events.flatMap((event) => ('submit' in event ? [event.submit as Sent] : []));
  return { result: runScenario(check.scenario), orders: new Map(sent.map((order) => [order.id, order])) };
}

/** Runs random scenarios and hands over each with its result. */
function always(claim: (result: ScenarioResult, orders: Map<string, Sent>, given: Given) => void): void {
  fc.assert(
    fc.property(scenarioArbitrary, (given) => {
      const { result, orders } = runGiven(given);
      claim(result, orders, given);
    }),
    { numRuns: runs },
  );
}

const isFill = (event: ScenarioEvent): event is ScenarioEvent & { lastQty: string; lastPrice: string; fee: string } =>
  event.lastQty !== undefined;

describe('the paper broker, in every scenario', () => {
  test('is put through every state and nearly every refusal by these scenarios', () => {
    const seen = new Set<string>();
    for (const given of fc.sample(scenarioArbitrary, { numRuns: 250, seed: 7 }))
      for (const { status, code } of runGiven(given).result.events) seen.add(status).add(code ?? status);
    expect(orderStates.filter((state) => state !== 'initialized' && !seen.has(state))).toEqual([]);
    expect([...seen].filter((code) => code.startsWith('order.')).length).toBeGreaterThan(14);
  });

  test('makes only legal moves, in an order of time that never turns back', () => {
    always(({ events }) => {
      const states = new Map<string, { state: OrderState; cameFrom?: OrderState }>();
      let now = -Infinity;
      for (const { t, order, status } of events) {
        expect(t).toBeGreaterThanOrEqual(now);
        now = t;
        const { state, cameFrom } = states.get(order) ?? { state: 'initialized' as const };
        expect([state, status, canMove(state, status, cameFrom)]).toEqual([state, status, true]);
        states.set(order, { state: status, ...(status.startsWith('pending') && { cameFrom: state }) });
      }
    });
  });

  test('fills only what was ordered, never more, and never takes a fill back', () => {
    always(({ events }, orders) => {
      const filled = new Map<string, Decimal>();
      for (const event of events) {
        const before = filled.get(event.order) ?? dec('0');
        const cum = dec(event.cumQty as string);
        expect(orders.has(event.order)).toBe(true);
        expect(cum.minus(before).toString()).toBe(event.lastQty ?? '0');
        expect(dec(event.leavesQty as string).gte(0)).toBe(true);
        if (event.status === 'filled') expect(event.leavesQty).toBe('0');
        filled.set(event.order, cum);
      }
    });
  });

  test('conserves cash and positions, to the last digit', () => {
    always(({ events, account }, orders, given) => {
      let cash = dec(given.account.cash);
      let position = dec('positions' in given.account ? '100' : '0');
      for (const event of events.filter(isFill)) {
        const sign = orders.get(event.order)?.side === 'buy' ? 1 : -1;
        cash = cash.minus(dec(event.lastQty).times(event.lastPrice).times(sign)).minus(event.fee);
        position = position.plus(dec(event.lastQty).times(sign));
      }
      expect(account.cash).toBe(cash.toString());
      expect(account.positions[0]?.qty ?? '0').toBe(position.toString());
    });
  });

  test('explains its equity by what was won, lost and paid', () => {
    always(({ account }, _, given) => {
      if ('positions' in given.account) return;
      const explained = dec(given.account.cash).plus(account.realised).plus(account.unrealised).minus(account.fees);
      expect(explained.minus(account.equity).abs().lt('1e-20')).toBe(true);
    });
  });

  test('gives the average price of what was filled', () => {
    always(({ events }) => {
      const costs = new Map<string, Decimal>();
      for (const event of events.filter(isFill)) {
        const cost = (costs.get(event.order) ?? dec('0')).plus(dec(event.lastQty).times(event.lastPrice));
        costs.set(event.order, cost);
        expect(
          dec(event.avgPrice as string)
            .minus(cost.div(event.cumQty as string))
            .abs()
            .lt('1e-10'),
        ).toBe(true);
      }
    });
  });

  test('never fills a limit beyond its price, and a post-only order only as maker', () => {
    always(({ events }, orders, given) => {
      // Changes of the price would have to be followed; scenarios without them are many enough.
      if (given.events.some((event) => 'amend' in event)) return;
      for (const event of events.filter(isFill)) {
        const { side, price, postOnly } = orders.get(event.order) as Sent;
        if (price)
          expect(side === 'buy' ? dec(event.lastPrice).lte(price) : dec(event.lastPrice).gte(price)).toBe(true);
        if (postOnly) expect(event.liquidity).toBe('maker');
      }
    });
  });

  test('lets no reduce-only order open or turn a position', () => {
    always(({ events }, orders, given) => {
      let position = 'positions' in given.account ? 100 : 0;
      for (const event of events.filter(isFill)) {
        const { side, reduceOnly } = orders.get(event.order) as Sent;
        const after = position + Number(event.lastQty) * (side === 'buy' ? 1 : -1);
        if (reduceOnly) expect(Math.abs(after) < Math.abs(position) && after * position >= 0).toBe(true);
        position = after;
      }
    });
  });

  test('fills an order FOK whole or not at all, and lets none of these rest once it met a market', () => {
    always(({ events }, orders, given) => {
      if (given.events.some((event) => 'amend' in event)) return;
      for (const [id, { tif }] of orders) {
        const own = events.filter(({ order }) => order === id);
        const fills = own.filter(isFill);
        if (tif === 'FOK' && fills.length > 0) {
          const sum = fills.reduce((all, { lastQty }) => all.plus(lastQty), dec('0'));
          expect([fills.length > 1 ? 'parts' : 'whole', own.at(-1)?.status, sum.toString()]).toEqual([
            'whole',
            expect.stringMatching(/^(filled|canceled)$/),
            fills[0]?.lastQty,
          ]);
        }
        if (tif === 'IOC' && fills.length > 0) expect(isDone(own.at(-1)?.status as OrderState)).toBe(true);
      }
    });
  });

  test('writes the same events, byte for byte, whenever it runs the same scenario', () => {
    always((result, _, given) => {
      expect(JSON.stringify(runGiven(given).result)).toBe(JSON.stringify(result));
    });
  });

  test('charges what the schedule says and never less than the least fee of an order', () => {
    always(({ events }, _, given) => {
      if (!given.options.fees) return;
      const fees = new Map<string, Decimal>();
      for (const event of events.filter(isFill))
        fees.set(event.order, (fees.get(event.order) ?? dec('0')).plus(event.fee));
      for (const fee of fees.values()) expect(fee.gte('1')).toBe(true);
    });
  });
});
