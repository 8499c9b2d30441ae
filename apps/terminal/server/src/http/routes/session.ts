/** Trading the token for a session, and asking for the session one has. */

import { z } from 'zod';
import type { Http } from '../http.ts';
import { sessionReply } from '../schemas.ts';
import type { RouteContext } from './index.ts';

export function addSessionRoutes(app: Http, { access }: RouteContext): void {
  app.post(
    '/api/session',
    {
      config: { access: 'public' },
      schema: {
        summary: 'Trade the token for a session cookie',
        body: z.strictObject({ token: z.string().max(200) }),
        response: { 200: sessionReply },
      },
    },
    async (request, reply) => {
      const { session, setCookie } = access.openSession(request.raw, request.body.token);
      reply.header('set-cookie', setCookie);
      return { csrf: session.csrf };
    },
  );

  app.get(
    '/api/session',
    {
      config: { access: 'public' },
      schema: { summary: 'The csrf text of the session whose cookie is sent', response: { 200: sessionReply } },
    },
    async (request) => ({ csrf: access.findSession(request.raw).csrf }),
  );
}
