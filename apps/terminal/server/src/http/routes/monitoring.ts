/** What a plugin does and costs, for whoever looks into it: its log, and where its time goes. */

import { profileLimits } from '@omnitrade/host';
import { z } from 'zod';
import type { Http } from '../http.ts';
import { profilesReply } from '../schemas.ts';
import type { RouteContext } from './index.ts';

const params = z.strictObject({ id: z.string().max(128) });
const profileSchema = z.strictObject({
  seconds: z.number().min(0.1).max(profileLimits.seconds).default(3).describe('How long its turns are measured.'),
});

export function addMonitoringRoutes(app: Http, { host }: RouteContext): void {
  app.post(
    '/api/plugins/:id/profile',
    {
      schema: {
        summary: 'Measure where the time of a plugin goes: a .cpuprofile, as Chrome and editors open it',
        params,
        body: profileSchema,
      },
    },
    async ({ params: { id }, body }, reply) => {
      reply.type('application/json');
      return host.profile(id, body.seconds);
    },
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
