/** Reads a broker scenario nobody vouches for: whole and sound, or one sentence with its path for each fault. */

import type { Instrument, InstrumentId, Issue } from '@omnitrade/contracts';
import { checkInstrument } from '@omnitrade/market';
import type { OpeningPosition } from '../broker/paper-broker.ts';
import { toDec } from '../decimals.ts';
import { tradingError } from '../errors.ts';
import { type PolicyName, policyNames } from '../fills/fill-options.ts';
import { FieldReader, IssueSink, isObject, toCanonical } from './field-reader.ts';
import { readOptions } from './read-options.ts';
import { readStep } from './read-step.ts';
import type { Scenario, ScenarioStep } from './scenario.ts';

const maxSteps = 1_000_000;
const maxPositions = 100;
const maxLatencyMs = 86_400_000;
const keys = ['instrument', 'policy', 'options', 'account', 'events', 'name', 'description', '$schema'];

export type ScenarioCheck =
  | { readonly ok: true; readonly scenario: Scenario }
  | { readonly ok: false; readonly issues: readonly Issue[] };

/** Reads the JSON text of a scenario; throws `trading.bad-scenario` with every fault, up to fifty. `name` is what sentences call it. */
export function parseScenario(text: string, { name }: { readonly name: string }): Scenario {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    const message = `It is not JSON: ${error instanceof Error ? error.message : String(error)}.`;
    throw tradingError('bad-scenario', { name, issues: [{ code: 'trading.bad-scenario', path: '', message }] }, error);
  }
  const check = checkScenario(value);
  if (!check.ok) throw tradingError('bad-scenario', { name, issues: check.issues });
  return check.scenario;
}

/** The same for a value that was parsed already. */
export function checkScenario(value: unknown): ScenarioCheck {
  const sink = new IssueSink();
  const fields = new FieldReader(isObject(value) ? value : {}, '', sink);
  if (!isObject(value)) {
    sink.add('', 'A scenario must be an object with "instrument" and "events".');
    return { ok: false, issues: sink.issues };
  }
  fields.onlyKnows(keys);
  const instrument = readInstrument(fields, sink);
  const { options, latencyMs } = fields.has('options')
    ? readOptions(fields.object('options'), maxLatencyMs)
    : { options: {}, latencyMs: 0 };
  const scenario: Scenario = {
    instrument,
    policy: readPolicy(fields),
    options,
    latencyMs,
    ...readAccount(fields, instrument),
    steps: readSteps(fields, sink),
  };
  return sink.issues.length === 0 ? { ok: true, scenario } : { ok: false, issues: sink.issues };
}

/** What an instrument is unless the scenario says so. */
const plainInstrument: Instrument = {
  id: 'PAPER:TEST' as InstrumentId,
  title: 'Scenario',
  kind: 'other',
  quote: 'USD',
  multiplier: '1',
  priceIncrement: '0.01',
  sizeIncrement: '1',
  timeZone: 'UTC',
  calendar: '24x7',
  adjustment: 'raw',
  delaySec: 0,
  tradable: true,
};

function readInstrument(fields: FieldReader, sink: IssueSink): Instrument {
  const given = fields.raw('instrument');
  if (!isObject(given)) {
    fields.refuse('instrument', given === undefined ? 'is missing; it must be an object.' : 'must be an object.');
    return plainInstrument;
  }
  const plain = Object.fromEntries(Object.entries(given).map(([key, value]) => [key, toCanonical(value)]));
  const check = checkInstrument({ ...plainInstrument, ...plain });
  if (check.ok) return check.instrument;
  for (const { path, message } of check.issues) sink.add(`instrument.${path}`, message);
  return plainInstrument;
}

function readPolicy(fields: FieldReader): PolicyName {
  if (!fields.has('policy')) return 'path';
  const policy = policyNames.find((name) => name === fields.raw('policy'));
  if (!policy) fields.refuse('policy', `must be one of ${policyNames.join(', ')}.`);
  return policy ?? 'path';
}

/** `positions` is a list of { instrument?, qty, price? }, or an object of quantities by instrument. */
function readAccount(fields: FieldReader, instrument: Instrument): Pick<Scenario, 'cash' | 'positions'> {
  if (!fields.has('account')) return { positions: [] };
  const account = fields.object('account');
  if (!account) return { positions: [] };
  account.onlyKnows(['cash', 'positions']);
  return {
    ...(account.has('cash') && { cash: toDec(account.decimal('cash', { least: 0 })) }),
    positions: account.has('positions') ? readPositions(account, instrument) : [],
  };
}

function readPositions(account: FieldReader, instrument: Instrument): OpeningPosition[] {
  const given = account.raw('positions');
  const rows: readonly unknown[] = isObject(given)
    ? Object.entries(given).map(([id, value]) =>
        isObject(value) ? { instrument: id, ...value } : { instrument: id, qty: value },
      )
    : account.list('positions', maxPositions);
  return rows.flatMap((row, i) => {
    const path = isObject(given) ? 'positions' : `positions[${i}]`;
    if (!isObject(row)) {
      account.refuse(path, 'must be an object with "qty".');
      return [];
    }
    return [readPosition(account.child(row, path), instrument)];
  });
}

function readPosition(row: FieldReader, instrument: Instrument): OpeningPosition {
  row.onlyKnows(['instrument', 'qty', 'price']);
  if (row.has('instrument') && row.raw('instrument') !== instrument.id)
    row.refuse('instrument', `must be ${instrument.id}, the instrument of the scenario.`);
  return {
    instrument: instrument.id,
    qty: toDec(row.decimal('qty')),
    ...(row.has('price') && { price: toDec(row.decimal('price')) }),
  };
}

function readSteps(fields: FieldReader, sink: IssueSink): ScenarioStep[] {
  if (!fields.has('events')) {
    fields.refuse('events', 'is missing; it must be a list.');
    return [];
  }
  const steps: ScenarioStep[] = [];
  let now = -Infinity;
  for (const [i, value] of fields.list('events', maxSteps).entries()) {
    if (sink.isFull) break;
    const path = `events[${i}]`;
    if (!isObject(value)) {
      sink.add(path, 'must be an object with "t" and what happens.');
      continue;
    }
    const row = new FieldReader(value, path, sink);
    const step = readStep(row);
    if (!step) continue;
    const at = step.kind === 'data' && step.data.kind === 'bar' ? step.data.end : step.t;
    if (at < now)
      row.refuse(
        't',
        'lies before the event in front of it; events stand in the order in which they happen, a bar when it ends.',
      );
    now = Math.max(now, at);
    steps.push(step);
  }
  return steps;
}
