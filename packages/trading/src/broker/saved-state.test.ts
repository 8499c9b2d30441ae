import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { type ScenarioEvent, toScenarioEvent } from '../orders/order-event.ts';
import { isWorking } from '../orders/order-states.ts';
import { checkScenario } from '../scenario/parse-scenario.ts';
import { scenarioArbitrary } from '../scenario/random-scenario-fixture.ts';
import type { Scenario, ScenarioStep } from '../scenario/scenario.ts';
import { PaperBroker } from './paper-broker.ts';
import { saveOrder } from './saved-state.ts';

type Broker = { readonly broker: PaperBroker; readonly events: ScenarioEvent[] };

function open(
  { instrument, policy, cash, positions }: Scenario,
  saved?: ConstructorParameters<typeof PaperBroker>[0]['saved'],
  money?: string,
): Broker {
  const events: ScenarioEvent[] = [];
  const given = money ?? cash;
  const broker = new PaperBroker({
    instruments: [instrument],
    policy,
    ...(given !== undefined && { cash: given }),
    ...(saved ? { saved } : { positions }),
    onEvent: (event) => events.push(toScenarioEvent(event)),
  });
  return { broker, events };
}

function feed(broker: PaperBroker, step: ScenarioStep, instrument: Scenario['instrument']): void {
  if (step.kind === 'data') broker.onData(instrument.id, step.data);
  else if (step.kind === 'submit') broker.submit({ ...step.order, instrument: instrument.id }, step.t);
  else if (step.kind === 'cancel') broker.cancel(step.id, step.t);
  else broker.amend(step.id, step.patch, step.t);
}

describe('a broker that is saved and restored', () => {
  test('keeps cash, positions and every working order, through JSON and back', () => {
    fc.assert(
      fc.property(scenarioArbitrary, fc.double({ min: 0, max: 1, noNaN: true }), (given, share) => {
        const check = checkScenario(JSON.parse(JSON.stringify(given)));
        if (!check.ok) throw new Error(JSON.stringify(check.issues));
        const { scenario } = check;
        const { broker } = open(scenario);
        const ids = new Set<string>();
        const cut = Math.floor(scenario.steps.length * share);
        for (const step of scenario.steps.slice(0, cut)) {
          feed(broker, step, scenario.instrument);
          if (step.kind === 'submit') ids.add(step.order.id);
        }
        const working = [...ids].flatMap((id) => {
          const order = broker.order(id);
          return order && isWorking(order.state) ? [order] : [];
        });
        const saved = { positions: broker.savedPositions, orders: working.map(saveOrder) };
        const after = open(scenario, JSON.parse(JSON.stringify(saved)), broker.account.cash).broker;
        expect(after.account.cash).toBe(broker.account.cash);
        expect(after.account.realised).toBe(broker.account.realised);
        expect(after.account.fees).toBe(broker.account.fees);
        expect(after.savedPositions).toEqual(broker.savedPositions);
        for (const order of working) expect(saveOrder(after.order(order.id) as never)).toEqual(saveOrder(order));
        // What it knows is enough to go on: no step is refused as out of time or of an unknown order.
        for (const step of scenario.steps.slice(cut)) feed(after, step, scenario.instrument);
      }),
      { numRuns: process.env.OMNITRADE_SOAK ? 500 : 60 },
    );
  });

  test('fills a resting limit at the same price as the one that was never closed', () => {
    const check = checkScenario({
      instrument: { id: 'PAPER:ABC' },
      account: { cash: '10000' },
      events: [
        { t: 0, bar: { open: '100', high: '101', low: '99', close: '100', end: 60_000 } },
        { t: 60_000, submit: { id: 'a', side: 'buy', type: 'limit', qty: '10', price: '98' } },
        { t: 60_000, bar: { open: '100', high: '100', low: '97', close: '97.5', end: 120_000 } },
      ],
    });
    if (!check.ok) throw new Error(JSON.stringify(check.issues));
    const { scenario } = check;
    const first = open(scenario);
    for (const step of scenario.steps.slice(0, 2)) feed(first.broker, step, scenario.instrument);
    const saved = { positions: first.broker.savedPositions, orders: [saveOrder(first.broker.order('a') as never)] };
    const second = open(scenario, saved, first.broker.account.cash);
    for (const { broker } of [first, second]) feed(broker, scenario.steps[2] as ScenarioStep, scenario.instrument);
    expect(second.events.at(-1)).toMatchObject({ order: 'a', status: 'filled', lastPrice: '98' });
    expect(second.events.at(-1)).toEqual(first.events.at(-1));
  });

  test('refuses an order that cannot have been saved', () => {
    const check = checkScenario({ instrument: { id: 'PAPER:ABC' }, events: [] });
    if (!check.ok) throw new Error();
    const order = { id: 'x', instrument: 'PAPER:ABC', qty: 'NaN', state: 'accepted' };
    expect(() => open(check.scenario, { positions: [], orders: [order as never] })).toThrow(
      expect.objectContaining({ code: 'trading.bad-saved-order' }),
    );
  });
});
