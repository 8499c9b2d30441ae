/** Answers about grants, secrets and audit as schemas. */

import type { AuditCheck, AuditCount, AuditEntry, PluginId } from '@omnitrade/contracts';
import {
  type ConsentAsk,
  type FlowReport,
  type GrantInfo,
  type GrantReport,
  lifetimes,
  type OpenRequest,
  risks,
} from '@omnitrade/host';
import { z } from 'zod';

const limits = z.record(z.string(), z.json());

const grantInfo = z.object({
  permission: z.string(),
  limits,
  lifetime: z.literal(lifetimes),
  grantedAt: z.number(),
  expiresAt: z.number().optional(),
  used: z.object({ count: z.number(), last: z.number().nullable() }),
}) satisfies z.ZodType<GrantInfo>;

export const consentAsk = z.object({
  id: z.string(),
  title: z.string(),
  sentence: z.string(),
  risk: z.literal(risks),
  authorReason: z.string().optional().describe("The author's words; nobody has checked them."),
  optional: z.boolean(),
  accepts: z.array(z.string()).describe('Limits the user may set.') as unknown as z.ZodType<ConsentAsk['accepts']>,
  fields: z
    .array(
      z.object({
        name: z.string(),
        title: z.string(),
        form: z.literal(['list', 'count', 'amount', 'instant', 'hours']),
        expected: z.string().describe('Ends the sentence "It must be ...".'),
        options: z.array(z.string()).optional(),
      }),
    )
    .describe('The same limits as a form shows them.') as unknown as z.ZodType<ConsentAsk['fields']>,
  asked: limits.describe('Limits the plugin asks for; they can only be narrowed.'),
  on: z.boolean().describe('How the switch stands before the user touched it.'),
  warnings: z.array(z.string()).describe('What this means together with other permissions that are asked for.'),
  sendsAccounts: z.boolean().describe('Giving it under its warnings says that account data may go there.'),
  news: z.literal(['new', 'wider']).optional().describe('Beside the version that is installed.'),
  held: limits.optional().describe('The limits of the grant at hand.'),
}) satisfies z.ZodType<ConsentAsk>;

export const flowReply = z.object({
  accountsReadAt: z.number().nullable().describe('Since when it reaches only the hosts under maySendTo.'),
  maySendTo: z.array(z.string()).describe('Hosts, as permissions, that account data may go to.'),
  warnings: z.array(z.string()).describe('What its grants mean together.'),
}) satisfies z.ZodType<FlowReport>;

export const grantsReply = z.object({ grants: z.array(grantInfo), asks: z.array(consentAsk), flow: flowReply });

export const requestsReply = z.object({
  requests: z.array(
    z.object({
      id: z.number(),
      plugin: z.string() as unknown as z.ZodType<PluginId>,
      permission: z.string(),
      askedAt: z.number(),
      ask: consentAsk,
    }) satisfies z.ZodType<OpenRequest>,
  ),
});

export const grantReportReply = z.object({
  report: z.array(
    z.object({
      permission: z.string(),
      allowed: z.number(),
      denied: z.number(),
      last: z.number().nullable(),
      targets: z.array(z.string()),
      suggestion: z.string().optional(),
      narrow: limits.optional().describe('The limits the suggestion proposes.'),
    }) satisfies z.ZodType<GrantReport>,
  ),
});

export const secretsReply = z.object({
  protection: z.literal(['key-file', 'passphrase']).describe('What keeps the key of the secrets.'),
  secrets: z.array(z.object({ name: z.string(), setAt: z.number() })),
});

export const auditReply = z.object({
  entries: z.array(
    z.object({
      seq: z.number(),
      time: z.number(),
      plugin: z.string(),
      version: z.string(),
      permission: z.string(),
      call: z.string(),
      target: z.string().optional(),
      outcome: z.string(),
      hash: z.string(),
    }) satisfies z.ZodType<AuditEntry>,
  ),
  counts: z.array(
    z.object({
      plugin: z.string(),
      permission: z.string(),
      minute: z.number().describe('Minutes since 1970.'),
      allowed: z.number(),
      denied: z.number(),
    }) satisfies z.ZodType<AuditCount>,
  ),
});

export const auditCheckReply = z.union([
  z.object({
    ok: z.literal(true),
    entries: z.number(),
    head: z.string(),
    after: z.object({ seq: z.number(), hash: z.string() }).describe('The entry before the first that is here.'),
  }),
  z.object({
    ok: z.literal(false),
    entries: z.number(),
    seq: z.number().describe('The first entry that does not fit.'),
  }),
]) satisfies z.ZodType<AuditCheck>;
