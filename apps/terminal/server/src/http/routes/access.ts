/** What plugins may do: grants, secrets, audit. */

import { lifetimes } from '@omnitrade/host';
import { z } from 'zod';
import {
  auditCheckReply,
  auditReply,
  flowReply,
  grantReportReply,
  grantsReply,
  requestsReply,
  secretsReply,
} from '../access-schemas.ts';
import type { Http } from '../http.ts';
import { okReply, pluginIdSchema } from '../schemas.ts';
import type { RouteContext } from './index.ts';

const params = z.strictObject({ id: pluginIdSchema });
const permission = z.string().max(300);
const grant = z.strictObject({
  permission,
  limits: z.record(z.string(), z.json()).default({}),
  lifetime: z.literal(lifetimes).default('until-revoked'),
  expiresAt: z.number().int().optional().describe('Epoch milliseconds; with the lifetime "until", and only then.'),
});
const secretName = z.string().max(64);

export function addAccessRoutes(app: Http, { host: { access } }: RouteContext): void {
  const grantsOf = (id: string, grants = access.grants(id)) => ({
    grants,
    asks: access.asks(id),
    flow: access.flow(id),
  });

  app.get(
    '/api/plugins/:id/grants',
    { schema: { summary: 'What a plugin may do, and what it asks for', params, response: { 200: grantsReply } } },
    async ({ params: { id } }) => grantsOf(id),
  );

  app.put(
    '/api/plugins/:id/grants',
    { schema: { summary: 'Grant one permission', params, body: grant, response: { 200: grantsReply } } },
    async ({ params: { id }, body: { expiresAt, ...given } }) =>
      grantsOf(id, await access.set(id, expiresAt === undefined ? given : { ...given, expiresAt })),
  );

  const which = z.strictObject({ permission: permission.optional().describe('Without it, all.') });
  app.delete(
    '/api/plugins/:id/grants',
    {
      schema: { summary: 'Take one grant back, or all', params, querystring: which, response: { 200: grantsReply } },
    },
    async ({ params: { id }, query }) => grantsOf(id, await access.revoke(id, query.permission)),
  );

  app.get(
    '/api/plugins/:id/grants/report',
    { schema: { summary: 'What was granted beside what was used', params, response: { 200: grantReportReply } } },
    async ({ params: { id } }) => ({ report: await access.report(id) }),
  );

  addRequestRoutes(app, access);
  addSecretRoutes(app, access);

  const query = z.strictObject({
    plugin: pluginIdSchema.optional(),
    after: z.coerce.number().int().min(0).optional().describe('Only entries with a greater seq; else the newest.'),
    limit: z.coerce.number().int().min(1).max(10_000).default(1000),
  });
  app.get(
    '/api/audit',
    { schema: { summary: 'What plugins did with what they may', querystring: query, response: { 200: auditReply } } },
    async ({ query: { plugin, after, limit } }) =>
      access.audit({ limit, ...(plugin !== undefined && { plugin }), ...(after !== undefined && { after }) }),
  );

  app.get(
    '/api/audit/check',
    { schema: { summary: 'Whether the audit is as it was written', response: { 200: auditCheckReply } } },
    async () => access.verifyAudit(),
  );
}

function addRequestRoutes(app: Http, access: RouteContext['host']['access']): void {
  app.get(
    '/api/permission-requests',
    { schema: { summary: 'What running plugins ask for now', response: { 200: requestsReply } } },
    async () => ({ requests: access.requests() }),
  );

  const which = z.strictObject({ request: z.coerce.number().int().min(1) });
  app.delete(
    '/api/permission-requests/:request',
    { schema: { summary: 'Decline what a plugin asks for', params: which, response: { 200: okReply } } },
    async ({ params: { request } }) => {
      access.decline(request);
      return { ok: true } as const;
    },
  );

  const flow = z.strictObject({
    permission: permission.describe('One host, as in net:api.example.com.'),
    allowed: z.boolean(),
  });
  app.put(
    '/api/plugins/:id/flow',
    {
      schema: {
        summary: 'Say whether account data may go to a host',
        params,
        body: flow,
        response: { 200: flowReply },
      },
    },
    async ({ params: { id }, body }) => access.allowSending(id, body.permission, body.allowed),
  );

  app.delete(
    '/api/plugins/:id/flow',
    { schema: { summary: 'Forget that a plugin has read accounts', params, response: { 200: flowReply } } },
    async ({ params: { id } }) => access.forgetAccountsRead(id),
  );
}

function addSecretRoutes(app: Http, access: RouteContext['host']['access']): void {
  const list = async (id: string) => ({ protection: access.secretProtection, secrets: await access.secrets(id) });
  app.get(
    '/api/plugins/:id/secrets',
    { schema: { summary: 'Names of the secrets of a plugin', params, response: { 200: secretsReply } } },
    async ({ params: { id } }) => list(id),
  );

  const body = z.strictObject({ name: secretName, value: z.string().max(20_000) });
  app.put(
    '/api/plugins/:id/secrets',
    { schema: { summary: 'Store a secret; it is never shown again', params, body, response: { 200: okReply } } },
    async ({ params: { id }, body: { name, value } }) => {
      await access.setSecret(id, name, value);
      return { ok: true } as const;
    },
  );

  const querystring = z.strictObject({ name: secretName });
  app.delete(
    '/api/plugins/:id/secrets',
    { schema: { summary: 'Remove a secret', params, querystring, response: { 200: okReply } } },
    async ({ params: { id }, query: { name } }) => {
      await access.removeSecret(id, name);
      return { ok: true } as const;
    },
  );
}
