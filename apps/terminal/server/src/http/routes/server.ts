/** The server itself: health, vitals, events, metrics, its own description, and the end. */

import { z } from 'zod';
import type { Http } from '../http.ts';
import { eventsReply, healthReply, okReply, vitalsReply } from '../schemas.ts';
import type { RouteContext } from './index.ts';

export function addServerRoutes(app: Http, context: RouteContext): void {
  const { host, version, metrics } = context;

  app.get(
    '/api/health',
    {
      config: { access: 'public' },
      schema: { summary: 'Whether the terminal is well', security: [], response: { 200: healthReply } },
    },
    async () => {
      const count = (state: string) => host.plugins().filter((plugin) => plugin.state === state).length;
      const plugins = { active: count('active'), failed: count('failed'), quarantined: count('quarantined') };
      return { status: 'ok', version, plugins } as const;
    },
  );

  app.get(
    '/api/vitals',
    { schema: { summary: 'Load of server and runners', response: { 200: vitalsReply } } },
    async () => context.vitals(),
  );

  app.post(
    '/api/safe-mode/leave',
    { schema: { summary: 'Let plugins run again, without a new start', response: { 200: okReply } } },
    async () => {
      host.leaveSafeMode();
      return { ok: true } as const;
    },
  );

  const after = z.coerce.number().int().min(0).default(0).describe('Only events with a greater seq.');
  app.get(
    '/api/events',
    {
      schema: {
        summary: 'What happened, oldest first',
        querystring: z.strictObject({ after, limit: z.coerce.number().int().min(1).max(10_000).default(1000) }),
        response: { 200: eventsReply },
      },
    },
    async ({ query }) => ({ events: host.events(query.after).slice(0, query.limit) }),
  );

  // The second is where scrapers look unless told otherwise.
  for (const path of ['/api/metrics', '/metrics'])
    app.get(path, { schema: { summary: 'Figures in the text format of Prometheus' } }, async (_request, reply) => {
      reply.type(metrics.contentType);
      return metrics.read();
    });

  app.get('/api/openapi.json', { schema: { summary: 'This description' } }, async () => app.swagger());

  app.post(
    '/api/shutdown',
    { schema: { summary: 'Stop the terminal', response: { 202: okReply } } },
    async (_request, reply) => {
      reply.raw.once('close', () => context.onShutdown());
      return reply.status(202).send({ ok: true });
    },
  );
}
