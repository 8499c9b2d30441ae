/** Runs a scenario: the same scenario and seed give the same events, byte for byte. */

import type { AccountView } from '@omnitrade/contracts';
import { PaperBroker, type RefusedCommand } from '../broker/paper-broker.ts';
import type { PolicyName } from '../fills/fill-options.ts';
import { type ScenarioEvent, toScenarioEvent } from '../orders/order-event.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';

export interface ScenarioResult {
  readonly policy: PolicyName;
  readonly events: readonly ScenarioEvent[];
  /** Cancels and changes that concerned no working order. */
  readonly refused: readonly RefusedCommand[];
  /** How the account stands behind the last event. */
  readonly account: AccountView;
}

/** `policy` takes the place of the one the scenario names. */
export function runScenario(scenario: Scenario, policy: PolicyName = scenario.policy): ScenarioResult {
  const { instrument, options, cash, positions, latencyMs, steps } = scenario;
  const events: ScenarioEvent[] = [];
  const refused: RefusedCommand[] = [];
  const broker = new PaperBroker({
    instruments: [instrument],
    policy,
    options,
    ...(cash !== undefined && { cash }),
    positions,
    latencyMs,
    onEvent: (event) => events.push(toScenarioEvent(event)),
    onRefusal: (command) => refused.push(command),
  });
  for (const step of steps) runStep(broker, step, scenario);
  if (latencyMs > 0 && steps.length > 0) broker.advance(broker.now + latencyMs);
  return { policy, events, refused, account: broker.account };
}

function runStep(broker: PaperBroker, step: ScenarioStep, { instrument }: Scenario): void {
  if (step.kind === 'data') broker.onData(instrument.id, step.data);
  else if (step.kind === 'submit') broker.submit({ ...step.order, instrument: instrument.id }, step.t);
  else if (step.kind === 'cancel') broker.cancel(step.id, step.t);
  else broker.amend(step.id, step.patch, step.t);
}
