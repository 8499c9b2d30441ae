/** The bodies and answers of trading as schemas: checked on the way in, described in `/api/openapi.json`. */

import {
  type Dec,
  isDec,
  type JsonObject,
  orphanPolicies,
  sides,
  type TradeAction,
  timesInForce,
} from '@omnitrade/contracts';
import { type PolicyName, policyNames } from '@omnitrade/host';
import { z } from 'zod';
import { barsSchema, contributionIdSchema, inputsSchema, pluginIdSchema } from './schemas.ts';

export const decSchema = z
  .string()
  .max(64)
  .refine(isDec, 'must be a decimal as text, such as "2500.5"') as unknown as z.ZodType<Dec, string>;
const policy = z.literal([...policyNames]) as unknown as z.ZodType<PolicyName, string>;

export const backtestSchema = z.strictObject({
  plugin: pluginIdSchema,
  strategy: z.string().max(64),
  inputs: inputsSchema.default({}),
  policy: policy.optional().describe('Fill policy; `path` unless said.'),
  cash: decSchema.optional().describe('Money at the start; 100000 unless said.'),
  seed: z.number().int().min(0).max(0xffff_ffff).optional(),
  bars: barsSchema,
});

const rows = z.array(z.record(z.string(), z.unknown()));
export const backtestReply = z.object({
  inputs: z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>,
  stats: z.record(z.string(), z.unknown()),
  orders: rows,
  fills: rows,
  equity: z.object({ time: z.array(z.number()), value: z.array(z.string()) }),
  log: z.string(),
});

/** The broker says what is wrong with an amount: here it only has to be text. */
const amount = z.string().max(64);
const ticket = z.strictObject({
  account: z.string().max(64),
  side: z.literal([...sides]),
  type: z.string().max(140).describe('market, limit, stop, stop-limit, or plugin:NAME/ID.'),
  qty: amount,
  price: amount.optional(),
  stop: amount.optional(),
  tif: z.literal([...timesInForce]).optional(),
  expireAt: z.number().int().optional(),
  postOnly: z.boolean().optional(),
  reduceOnly: z.boolean().optional(),
  params: inputsSchema.optional(),
});
const order = z.string().max(128);
const run = z.string().max(64);

export const tradeActionSchema = z.discriminatedUnion('do', [
  z.strictObject({ do: z.literal('submit'), order: ticket }),
  z.strictObject({ do: z.literal('cancel'), order }),
  z.strictObject({
    do: z.literal('amend'),
    order,
    patch: z.strictObject({ qty: amount.optional(), price: amount.optional(), stop: amount.optional() }),
  }),
  z.strictObject({ do: z.literal('cancel-all') }),
  z.strictObject({
    do: z.literal('start'),
    contribution: contributionIdSchema,
    inputs: inputsSchema.default({}),
    orphans: z.literal([...orphanPolicies]).optional(),
  }),
  z.strictObject({ do: z.literal(['stop', 'dismiss']), run }),
  z.strictObject({ do: z.literal(['halt', 'resume']) }),
]) as unknown as z.ZodType<TradeAction>;

export const deskReply = z.object({
  accounts: rows,
  orders: rows,
  fills: rows,
  runs: rows,
  halted: z.number().nullable(),
  instrument: z.record(z.string(), z.unknown()).nullable(),
});
