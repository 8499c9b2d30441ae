/** Buying in a market is selling in its mirror: a policy that treats the sides differently has a fault in one of them. */

import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkScenario } from '../scenario/parse-scenario.ts';
import { eventsArbitrary } from '../scenario/random-scenario-fixture.ts';
import { runScenario } from '../scenario/run-scenario.ts';
import { type PolicyName, policyNames } from './fill-options.ts';

type Json = Record<string, unknown>;

const flip = (price: unknown) => (200 - Number(price)).toFixed(2);

/** Every price on the other side of 100, every side the other one. */
function mirror(event: Json): Json {
  const { bar, quote, trade, submit, amend, ...rest } = event as Record<string, Json | undefined>;
  const side = (order: Json) => (order.side === 'buy' ? 'sell' : 'buy');
  const prices = (order: Json) =>
    Object.fromEntries(['price', 'stop'].flatMap((key) => (order[key] === undefined ? [] : [[key, flip(order[key])]])));
  return {
    ...rest,
    ...(bar && {
      bar: { ...bar, open: flip(bar.open), high: flip(bar.low), low: flip(bar.high), close: flip(bar.close) },
    }),
    ...(quote && {
      quote: { bid: flip(quote.ask), ask: flip(quote.bid), bidSize: quote.askSize, askSize: quote.bidSize },
    }),
    ...(trade && {
      trade: {
        ...trade,
        price: flip(trade.price),
        aggressor: trade.aggressor === 'none' ? 'none' : trade.aggressor === 'buyer' ? 'seller' : 'buyer',
      },
    }),
    ...(submit && { submit: { ...submit, ...prices(submit), side: side(submit) } }),
    ...(amend && { amend: { ...amend, ...prices(amend) } }),
  };
}

/** A bar whose extremes lie equally far from its open has no mirror: the low comes first, whichever it is. */
const hasMirror = ({ bar }: Json) => {
  if (!bar) return true;
  const { open, high, low } = bar as Record<string, string>;
  return Math.abs(Number(high) - Number(open) - (Number(open) - Number(low))) > 0.005;
};

function story(policy: PolicyName, events: readonly Json[], mirrored: boolean): unknown[] {
  const check = checkScenario({
    instrument: {},
    policy,
    // The fixed order of the extremes has no mirror, either.
    options: { adaptive: true },
    events: JSON.parse(JSON.stringify(mirrored ? events.map(mirror) : events)),
  });
  if (!check.ok) throw new Error(JSON.stringify(check.issues));
  return runScenario(check.scenario).events.map(({ t, order, status, lastQty, lastPrice, liquidity, code }) => [
    t,
    order,
    status,
    lastQty,
    lastPrice && (mirrored ? flip(lastPrice) : Number(lastPrice).toFixed(2)),
    liquidity,
    code,
  ]);
}

describe('the mirror of a market', () => {
  test.each(policyNames)('under %s has the mirrored story', (policy) => {
    fc.assert(
      fc.property(eventsArbitrary(), (given) => {
        const events = (given as Json[]).filter(hasMirror);
        expect(story(policy, events, true)).toEqual(story(policy, events, false));
      }),
      { numRuns: process.env.OMNITRADE_SOAK ? 1000 : 60 },
    );
  });
});
