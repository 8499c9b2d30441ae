/** What a plugin does and costs, for whoever looks into it: its log, and where its time goes. */

import { logLevels } from '@omnitrade/contracts';
import { profileLimits } from '@omnitrade/host';
import { z } from 'zod';
import { escapeUnsafe } from '../../log.ts';
import type { Http } from '../http.ts';
import { LogStream } from '../log-stream.ts';
import { cpuProfileReply, logsReply, profilesReply } from '../schemas.ts';
import type { RouteContext } from './index.ts';

const params = z.strictObject({ id: z.string().max(128) });
const profileSchema = z.strictObject({
  seconds: z.number().min(0.1).max(profileLimits.seconds).default(3).describe('How long its turns are measured.'),
});

const logsQuery = z.strictObject({
  level: z
    .literal([...logLevels])
    .default('debug')
    .describe('This level and graver ones.'),
  since: z.coerce.number().int().min(0).optional().describe('Epoch milliseconds.'),
  after: z.coerce.number().int().min(0).optional().describe('Only lines with a greater seq.'),
  limit: z.coerce.number().int().min(1).max(1_000).default(100).describe('The newest so many.'),
  follow: z
    .literal(['true', 'false'])
    .optional()
    .describe('true: server-sent events, those lines first and then each new one, as long as the connection holds.'),
});

export function addMonitoringRoutes(app: Http, { host, logBook }: RouteContext): void {
  app.get(
    '/api/plugins/:id/logs',
    {
      schema: {
        summary: 'What a plugin said since the terminal started, and what was said of it',
        params,
        querystring: logsQuery,
        response: { 200: logsReply },
      },
    },
    async ({ params: { id }, query: { follow, level, limit, since, after }, headers }, reply) => {
      const { id: plugin } = host.plugin(id);
      const resumed = Number(headers['last-event-id'] ?? after ?? 0);
      const query = {
        level,
        limit,
        after: Number.isSafeInteger(resumed) ? resumed : 0,
        ...(since !== undefined && { since }),
      };
      if (follow !== 'true') {
        // Texts of plugins: what would reorder or hide them in somebody's terminal is escaped as in the log itself.
        const text = escapeUnsafe(JSON.stringify({ plugin, lines: logBook.read(plugin, query) }));
        return reply.type('application/json').send(text as never);
      }
      const stream = new LogStream(logBook, plugin, query);
      reply.raw.once('close', () => stream.end());
      return reply.type('text/event-stream').send(stream.lines as never);
    },
  );

  app.post(
    '/api/plugins/:id/profile',
    {
      schema: {
        summary: 'Measure where the time of a plugin goes',
        params,
        body: profileSchema,
        response: { 200: cpuProfileReply },
      },
    },
    async ({ params: { id }, body }) => host.profile(id, body.seconds) as never,
  );

  app.get(
    '/api/plugins/:id/profiles',
    {
      schema: {
        summary: 'Profiles that were kept because the plugin was slow, newest first',
        params,
        response: { 200: profilesReply },
      },
    },
    async ({ params: { id } }) => ({ profiles: [...(await host.profilesOf(id))] }),
  );
}
