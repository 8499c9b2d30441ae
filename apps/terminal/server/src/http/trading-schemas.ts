/** The bodies and answers of trading as schemas: checked on the way in, described in `/api/openapi.json`. */

import { type Dec, isDec, type JsonObject } from '@omnitrade/contracts';
import { type PolicyName, policyNames } from '@omnitrade/host';
import { z } from 'zod';
import { barsSchema, inputsSchema, pluginIdSchema } from './schemas.ts';

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
