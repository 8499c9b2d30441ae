/** Random scenarios for property tests: sound market data, and commands that are mostly sense. */

import fc from 'fast-check';
import { policyNames } from '../fills/fill-options.ts';
import { minute } from './scenario-samples.ts';

/** Prices are ticks of a hundredth around 100. */
const toText = (ticks: number) => (ticks / 100).toFixed(2);
const tick = fc.integer({ min: 9_700, max: 10_300 });

/** Absent all but once in `often`. */
const optional = <T>(arbitrary: fc.Arbitrary<T>, often = 3) =>
  fc.oneof({ weight: often - 1, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
const flag = optional(fc.constant(true), 7);

interface Kinds {
  readonly data: 'bars' | 'ticks' | 'both';
  readonly links: boolean;
}

const prices = fc.oneof(
  { weight: 3, arbitrary: fc.record({ type: fc.constant('market') }) },
  { weight: 4, arbitrary: tick.map((price) => ({ type: 'limit', price: toText(price) })) },
  { weight: 3, arbitrary: tick.map((stop) => ({ type: 'stop', stop: toText(stop) })) },
  {
    weight: 2,
    arbitrary: fc
      .tuple(tick, tick)
      .map(([stop, price]) => ({ type: 'stop-limit', stop: toText(stop), price: toText(price) })),
  },
  {
    weight: 1,
    arbitrary: fc.tuple(optional(tick), fc.integer({ min: 1, max: 300 })).map(([stop, trail]) => ({
      type: 'stop',
      trail: toText(trail),
      ...(stop !== undefined && { stop: toText(stop) }),
    })),
  },
);

/** An order's fields but for its id; some are denied, as in life. */
const order = ({ links }: Kinds) =>
  fc
    .record({
      prices,
      side: fc.constantFrom('buy', 'sell'),
      qty: fc.integer({ min: 1, max: 200 }).map(String),
      time: fc.oneof(
        { weight: 6, arbitrary: fc.constant({}) },
        { weight: 2, arbitrary: fc.constantFrom('IOC', 'FOK', 'DAY').map((tif) => ({ tif })) },
        { weight: 1, arbitrary: fc.integer({ min: 1, max: 40 }).map((n) => ({ expireAt: n * 25_000 })) },
      ),
      postOnly: flag,
      reduceOnly: flag,
      oco: links ? optional(fc.constantFrom('g1', 'g2', 'g3'), 5) : fc.constant(undefined),
      parent: links ? optional(fc.nat(5), 8) : fc.constant(undefined),
    })
    .map(({ prices: priced, time, parent, postOnly, ...rest }) => ({
      ...priced,
      ...time,
      ...(postOnly && 'price' in priced && !('tif' in time) && { postOnly }),
      ...(parent !== undefined && { parent: `o${parent}` }),
      ...Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined)),
    }));

const size = fc.integer({ min: 0, max: 300 }).map(String);

/** What happens within one minute: commands first, since a bar stands where it ends. */
function minuteOf(kinds: Kinds) {
  const command = fc.oneof(
    { weight: 6, arbitrary: order(kinds).map((submit) => ({ submit })) },
    { weight: 1, arbitrary: fc.nat(12).map((n) => ({ cancel: `o${n}` })) },
    {
      weight: 2,
      arbitrary: fc
        .record({ n: fc.nat(12), qty: optional(fc.integer({ min: 1, max: 250 }), 2), price: optional(tick, 2) })
        .map(({ n, qty, price }) => ({
          amend: { id: `o${n}`, ...(qty && { qty: `${qty}` }), ...(price && { price: toText(price) }) },
        })),
    },
  );
  const bar = fc
    .tuple(
      tick,
      tick,
      tick,
      tick,
      fc.oneof(
        { weight: 5, arbitrary: fc.integer({ min: 0, max: 8000 }) },
        { weight: 1, arbitrary: fc.constant(undefined) },
      ),
    )
    .map(([a, b, c, d, volume]) => ({
      open: toText(a),
      high: toText(Math.max(a, b, c, d)),
      low: toText(Math.min(a, b, c, d)),
      close: toText(b),
      volume: volume === undefined ? null : `${volume}`,
    }));
  const ticks = fc.array(
    fc.oneof(
      fc.tuple(tick, fc.nat(20), size, size).map(([bid, spread, bidSize, askSize]) => ({
        quote: { bid: toText(bid), ask: toText(bid + spread), bidSize, askSize },
      })),
      fc.tuple(tick, size, fc.constantFrom('buyer', 'seller', 'none')).map(([price, amount, aggressor]) => ({
        trade: { price: toText(price), size: amount, aggressor },
      })),
    ),
    { maxLength: kinds.data === 'bars' ? 0 : 3, size: 'max' },
  );
  return fc.record({
    commands: fc.array(command, { maxLength: 4, size: 'max' }),
    ticks,
    bar: kinds.data === 'ticks' ? fc.constant(undefined) : bar,
  });
}

/** The events of a scenario; orders are called o0, o1 … as they are sent. */
export function eventsArbitrary(kinds: Kinds = { data: 'both', links: true }): fc.Arbitrary<object[]> {
  return fc.array(minuteOf(kinds), { minLength: 2, maxLength: 12, size: 'max' }).map((minutes) => {
    let orders = 0;
    return minutes.flatMap(({ commands, ticks, bar }, m) => {
      const t = m * minute;
      const sent = commands.map((command, i) => ({
        t: t + i * 10,
        ...('submit' in command ? { submit: { id: `o${orders++}`, ...command.submit } } : command),
      }));
      const seen = ticks.map((one, i) => ({ t: t + 1000 + i * 1000, ...one }));
      return [...sent, ...seen, ...(bar ? [{ t, bar: { ...bar, end: t + minute } }] : [])];
    });
  });
}

export const optionsArbitrary = fc.record(
  {
    touchFills: fc.oneof(fc.boolean(), fc.constant(0.5)),
    adaptive: fc.boolean(),
    ledger: fc.boolean(),
    queue: fc.boolean(),
    rejectWrongSideStops: fc.boolean(),
    slippageTicks: fc.nat(3),
    seed: fc.nat(1000),
    latencyMs: fc.constantFrom(0, 0, 5, 15_000, 90_000),
    fees: fc.record({
      maker: fc.constantFrom('0.0001', '-0.0001'),
      taker: fc.constant('0.0005'),
      minimum: fc.constant('1'),
    }),
  },
  { requiredKeys: [] },
);

export const policyArbitrary = fc.constantFrom(...policyNames);

/** A whole scenario, as JSON holds it. */
export const scenarioArbitrary = fc.record({
  instrument: fc.constant({}),
  policy: policyArbitrary,
  options: optionsArbitrary,
  account: fc.constantFrom(
    { cash: '1000000' },
    { cash: '15000' },
    { cash: '1000000', positions: { 'PAPER:TEST': '100' } },
  ),
  events: eventsArbitrary(),
});
