/** `data.provider` inside the isolate: calls from the terminal are answered, bars leave through the outbox. */

import type { Bar, BarsAnswer, DataProviderDef, ProviderContext } from '@omnitrade/contracts';
import type { TurnItem } from '@omnitrade/contracts/guest';
import { sendRows } from './column-sets.ts';
import { send, sendFailure } from './outputs.ts';

const providers = new Map<string, DataProviderDef>();
const fields = ['id', 'title', 'capabilities', 'search', 'resolve', 'bars'] as const;
const methods = ['connect', 'disconnect', 'search', 'resolve', 'bars', 'subscribe', 'unsubscribe'] as const;

/** `data.addProvider`: declares it to the terminal; throws a TypeError that names the missing field. */
export function addProvider(def: DataProviderDef): void {
  for (const field of fields)
    if (def?.[field] === undefined) throw new TypeError(`addProvider: '${field}' is missing.`);
  if (providers.has(def.id)) throw new TypeError(`addProvider: '${def.id}' was added before.`);
  providers.set(def.id, def);
  const { id, title, description, capabilities } = def;
  send({ t: 'contribute', point: 'data.provider', id, info: { title, description, capabilities } as never });
}

function contextOf(id: string): ProviderContext {
  return {
    emit: (update: { sub: string; seq: number; bar: Bar; closed: boolean }) =>
      send({ t: 'emit', contribution: id, data: { kind: 'bar', ...update } as never }),
    status: (status, text) =>
      send({ t: 'emit', contribution: id, data: { kind: 'status', status, text: text ?? null } }),
  };
}

/** Answers one call of the terminal, now or when the provider's promise settles. */
export async function callProvider({ id, target, method, args }: Extract<TurnItem, { t: 'call' }>): Promise<void> {
  try {
    const provider = providers.get(target);
    if (!provider) throw new Error(`There is no provider '${target}'.`);
    const known = methods.find((name) => name === method);
    if (!known) throw new Error(`A provider has no method '${method}'.`);
    const fn = provider[known] as ((...given: unknown[]) => unknown) | undefined;
    const given = known === 'connect' ? [contextOf(target)] : args;
    const value = await fn?.apply(provider, given as unknown[]);
    if (known === 'bars') returnBars(id, value as BarsAnswer);
    else send({ t: 'return', id, ok: true, value: (value ?? null) as never });
  } catch (thrown) {
    sendFailure(thrown, (error) => ({ t: 'return', id, ok: false, error }));
  }
}

function returnBars(id: number, answer: BarsAnswer): void {
  const { columns, earlier, lastClosed } = answer ?? {};
  if (typeof columns?.time?.length !== 'number')
    throw new TypeError(`bars() must answer with { columns, earlier, lastClosed }.`);
  const length = columns.length ?? columns.time.length;
  const column = (name: 'time' | 'open' | 'high' | 'low' | 'close' | 'volume') => {
    const given = columns[name];
    if (given?.length !== length)
      throw new TypeError(`bars(): column '${name}' must hold ${length} values, not ${given?.length}.`);
    return given instanceof Float64Array ? given : Float64Array.from(given);
  };
  const value = { earlier, lastClosed } as never;
  const done = () => send({ t: 'return', id, ok: true, value, rows: length });
  if (length === 0) return done();
  sendRows({
    id,
    length,
    done,
    columns: {
      time: column('time'),
      open: column('open'),
      high: column('high'),
      low: column('low'),
      close: column('close'),
      volume: column('volume'),
    },
  });
}
