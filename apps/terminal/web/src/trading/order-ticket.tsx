/** The order ticket: side, type, quantity, prices; what is wrong is said before anything is sent. */

import type { DeskAccount, Instrument, OrderTypeInfo, TicketOrder } from '@omnitrade/contracts';
import { joinClasses, Select, TextField } from '@omnitrade/ui';
import { type ReactNode, useId, useState } from 'react';
import { hasFault, InputForm, type Draft as Inputs } from '../parts/input-form.tsx';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import { toTypedDec } from './amounts.ts';
import styles from './order-ticket.module.css';

const types = [
  { value: 'market', label: 'Market' },
  { value: 'limit', label: 'Limit' },
  { value: 'stop', label: 'Stop' },
  { value: 'stop-limit', label: 'Stop limit' },
];
const times = [
  { value: 'GTC', label: 'GTC' },
  { value: 'DAY', label: 'Day' },
  { value: 'IOC', label: 'IOC' },
  { value: 'FOK', label: 'FOK' },
];

interface Draft {
  readonly side: 'buy' | 'sell';
  readonly type: string;
  readonly qty: string;
  readonly price: string;
  readonly stop: string;
  readonly tif: string;
}

export interface OrderTicketProps {
  readonly account: DeskAccount;
  /** What can be traded; null while there is no chart. */
  readonly instrument: Instrument | null;
}

export function OrderTicket({ account, instrument }: OrderTicketProps) {
  const { ask } = useTerminal();
  const contributions = useTerminalState((state) => state.contributions);
  const [draft, setDraft] = useState<Draft>({ side: 'buy', type: 'market', qty: '1', price: '', stop: '', tif: 'GTC' });
  const [params, setParams] = useState<Readonly<Record<string, Inputs>>>({});
  const [isSending, setSending] = useState(false);
  const change = (part: Partial<Draft>) => setDraft((before) => ({ ...before, ...part }));
  const custom = contributions.flatMap((one) =>
    one.point === 'trading.orderType' ? [{ type: `plugin:${one.contribution}`, info: one.info }] : [],
  );
  const info = custom.find(({ type }) => type === draft.type)?.info;
  const inputs = info && (params[draft.type] ?? toDefaults(info));
  const { wantsPrice, wantsStop } = fieldsOf(draft.type, info);
  const isUnset = info !== undefined && inputs !== undefined && hasFault(info.inputs, inputs);
  const fault = findFault(draft, instrument, info) ?? (isUnset ? 'One of its inputs does not fit.' : undefined);
  const submit = async (event: React.FormEvent) => {
    event.preventDefault();
    if (fault !== undefined || isSending) return;
    setSending(true);
    await ask('Place the order', {
      type: 'trade',
      action: { do: 'submit', order: toOrder(draft, account.id, info, inputs) },
    });
    setSending(false);
  };
  const verb = draft.side === 'buy' ? 'Buy' : 'Sell';
  return (
    <form className={styles.ticket} aria-label="Order ticket" onSubmit={submit}>
      <fieldset className={styles.sides}>
        <legend className={styles.hidden}>Side</legend>
        {(['buy', 'sell'] as const).map((side) => (
          <label key={side} className={joinClasses(styles.side, styles[side], draft.side === side && styles.chosen)}>
            <input
              type="radio"
              name="side"
              className={styles.hidden}
              checked={draft.side === side}
              onChange={() => change({ side })}
            />
            {side === 'buy' ? 'Buy' : 'Sell'}
          </label>
        ))}
      </fieldset>
      <Field name="Type">
        {(id) => (
          <Select
            id={id}
            value={draft.type}
            options={[...types, ...custom.map(({ type, info: { title } }) => ({ value: type, label: title }))]}
            onChange={(type) => change({ type })}
          />
        )}
      </Field>
      <Field name="Quantity">
        {(id) => (
          <TextField
            id={id}
            inputMode="decimal"
            value={draft.qty}
            onChange={(event) => change({ qty: event.target.value })}
          />
        )}
      </Field>
      {wantsStop && (
        <Field name="Trigger">
          {(id) => (
            <TextField
              id={id}
              inputMode="decimal"
              value={draft.stop}
              onChange={(event) => change({ stop: event.target.value })}
            />
          )}
        </Field>
      )}
      {wantsPrice && (
        <Field name="Limit">
          {(id) => (
            <TextField
              id={id}
              inputMode="decimal"
              value={draft.price}
              onChange={(event) => change({ price: event.target.value })}
            />
          )}
        </Field>
      )}
      <Field name="In force">
        {(id) => <Select id={id} value={draft.tif} options={times} onChange={(tif) => change({ tif })} />}
      </Field>
      {info && inputs && (
        <div className={styles.inputs}>
          <InputForm
            schema={info.inputs}
            draft={inputs}
            onChange={(next) => setParams((before) => ({ ...before, [draft.type]: next }))}
          />
        </div>
      )}
      <button
        type="submit"
        className={joinClasses(styles.send, styles[draft.side])}
        disabled={fault !== undefined || isSending}
      >
        {verb} on PAPER
      </button>
      <p className={styles.fault} role="status">
        {fault ?? `${verb} ${draft.qty.trim()} of ${instrument?.title ?? ''}`}
      </p>
    </form>
  );
}

function Field({ name, children }: { readonly name: string; readonly children: (id: string) => ReactNode }) {
  const id = useId();
  return (
    <div className={styles.field}>
      <label htmlFor={id}>{name}</label>
      {children(id)}
    </div>
  );
}

const fieldsOf = (type: string, info?: OrderTypeInfo) => ({
  wantsPrice: type === 'limit' || type === 'stop-limit' || (info !== undefined && !info.parents.includes('market')),
  wantsStop: type === 'stop' || type === 'stop-limit',
});

const toDefaults = ({ inputs }: OrderTypeInfo): Inputs =>
  Object.fromEntries(Object.entries(inputs).map(([key, property]) => [key, property.default]));

function findFault(
  { type, qty, price, stop }: Draft,
  instrument: Instrument | null,
  info: OrderTypeInfo | undefined,
): string | undefined {
  if (!instrument) return 'There is no chart whose instrument could be traded.';
  const { wantsPrice, wantsStop } = fieldsOf(type, info);
  const isPositive = (text: string) => Number(toTypedDec(text) ?? 0) > 0;
  if (!isPositive(qty)) return 'The quantity must be a number above 0.';
  if (wantsStop && !isPositive(stop)) return 'The trigger must be a price above 0.';
  if (wantsPrice && !isPositive(price)) return 'The limit must be a price above 0.';
  return undefined;
}

function toOrder(
  { side, type, qty, price, stop, tif }: Draft,
  account: string,
  info: OrderTypeInfo | undefined,
  params: Inputs | undefined,
): TicketOrder {
  const { wantsPrice, wantsStop } = fieldsOf(type, info);
  return {
    ...{ account, side, type, qty: toTypedDec(qty) ?? '' },
    ...(wantsPrice && { price: toTypedDec(price) ?? '' }),
    ...(wantsStop && { stop: toTypedDec(stop) ?? '' }),
    ...(params && { params }),
    ...(tif !== 'GTC' && { tif: tif as NonNullable<TicketOrder['tif']> }),
  };
}
