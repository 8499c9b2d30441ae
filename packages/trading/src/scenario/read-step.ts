/** Reads one event of a scenario: market data whole, commands as they were given. */

import { isPlainText, type OrderPatch } from '@omnitrade/contracts';
import type { Decimal } from '../decimals.ts';
import type { BarData, QuoteData, TradeData } from '../fills/market-data.ts';
import { orderIdMaxChars } from '../orders/check-order.ts';
import { type FieldReader, toCanonical } from './field-reader.ts';
import type { ScenarioStep } from './scenario.ts';

const kinds = ['bar', 'quote', 'trade', 'submit', 'cancel', 'amend'] as const;
const orderKeys = [
  'id',
  'side',
  'type',
  'qty',
  'price',
  'stop',
  'trail',
  'tif',
  'expireAt',
  'postOnly',
  'reduceOnly',
  'oco',
  'parent',
];

/** Undefined if it is not even clear what happens; every other fault is kept by the reader. */
export function readStep(row: FieldReader): ScenarioStep | undefined {
  row.onlyKnows(['t', ...kinds]);
  const given = kinds.filter((kind) => row.has(kind));
  const [kind] = given;
  if (!kind || given.length > 1) {
    row.refuse('', `must hold exactly one of ${kinds.join(', ')}.`);
    return undefined;
  }
  const t = row.whole('t');
  if (kind === 'cancel') return { kind, t, id: readId(row, 'cancel') };
  const fields = row.object(kind);
  if (!fields) return undefined;
  if (kind === 'submit') return readSubmit(fields, t);
  if (kind === 'amend') return readAmend(fields, t);
  if (kind === 'bar') return { kind: 'data', t, data: readBar(fields, t) };
  return { kind: 'data', t, data: kind === 'quote' ? readQuote(fields, t) : readTrade(fields, t) };
}

function readSubmit(fields: FieldReader, t: number): ScenarioStep {
  fields.onlyKnows(orderKeys);
  const given = orderKeys.filter((key) => fields.has(key)).map((key) => [key, toCanonical(fields.raw(key))]);
  return { kind: 'submit', t, order: { ...Object.fromEntries(given), id: readId(fields, 'id') } };
}

function readAmend(fields: FieldReader, t: number): ScenarioStep {
  const changes = ['qty', 'price', 'stop', 'trail'];
  fields.onlyKnows(['id', ...changes]);
  const given = changes.filter((key) => fields.has(key)).map((key) => [key, toCanonical(fields.raw(key))]);
  return { kind: 'amend', t, id: readId(fields, 'id'), patch: Object.fromEntries(given) as OrderPatch };
}

function readId(fields: FieldReader, key: string): string {
  const id = fields.raw(key);
  if (isPlainText(id, orderIdMaxChars)) return id;
  fields.refuse(key, `must be the id of an order: text of 1 to ${orderIdMaxChars} plain characters.`);
  return '-';
}

function readBar(fields: FieldReader, t: number): BarData {
  fields.onlyKnows(['open', 'high', 'low', 'close', 'volume', 'end']);
  const [open, high, low, close] = [
    fields.decimal('open'),
    fields.decimal('high'),
    fields.decimal('low'),
    fields.decimal('close'),
  ];
  const end = fields.whole('end');
  if (end <= t) fields.refuse('end', 'must lie behind "t", at which the bar opens.');
  if (low.gt(open) || low.gt(close)) fields.refuse('low', 'must not be above the open or the close.');
  if (high.lt(open) || high.lt(close)) fields.refuse('high', 'must not be below the open or the close.');
  const volume = readSize(fields, 'volume');
  return { kind: 'bar', t, end, open, high, low, close, ...(volume && { volume }) };
}

function readQuote(fields: FieldReader, t: number): QuoteData {
  fields.onlyKnows(['bid', 'ask', 'bidSize', 'askSize']);
  const [bid, ask] = [fields.decimal('bid'), fields.decimal('ask')];
  if (bid.gt(ask)) fields.refuse('bid', 'must not be above the ask.');
  const [bidSize, askSize] = [readSize(fields, 'bidSize'), readSize(fields, 'askSize')];
  return { kind: 'quote', t, bid, ask, ...(bidSize && { bidSize }), ...(askSize && { askSize }) };
}

const aggressors: Readonly<Record<string, TradeData['aggressor']>> = {
  buyer: 'buyer',
  buy: 'buyer',
  seller: 'seller',
  sell: 'seller',
  none: undefined,
};

function readTrade(fields: FieldReader, t: number): TradeData {
  fields.onlyKnows(['price', 'size', 'aggressor']);
  const price = fields.decimal('price');
  const size = readSize(fields, 'size');
  const given = fields.raw('aggressor') ?? 'none';
  const word = typeof given === 'string' ? given.toLowerCase() : '';
  if (!Object.hasOwn(aggressors, word)) fields.refuse('aggressor', 'must be "buyer", "seller" or "none".');
  const aggressor = Object.hasOwn(aggressors, word) ? aggressors[word] : undefined;
  return { kind: 'trade', t, price, ...(size && { size }), ...(aggressor && { aggressor }) };
}

/** Absent or null where nothing is known; then there is no bound. */
function readSize(fields: FieldReader, key: string): Decimal | undefined {
  return fields.has(key) && fields.raw(key) !== null ? fields.decimal(key, { least: 0 }) : undefined;
}
