/** Files that are handed over to be installed: the archive, then its signatures, then `POST /api/plugins` with the id. */

import type { Readable } from 'node:stream';
import { z } from 'zod';
import { uploadIdShape, uploadParts } from '../../uploads.ts';
import type { Http } from '../http.ts';
import { okReply } from '../schemas.ts';
import type { RouteContext } from './index.ts';

const id = z.string().regex(uploadIdShape, 'must be 32 hex digits').describe('Chosen by whoever uploads.');
const partParams = z.strictObject({ id, part: z.literal(['archive', 'signatures']) });

export async function addUploadRoutes(app: Http, { uploads }: RouteContext): Promise<void> {
  await app.register(async (given) => {
    const routes = given as unknown as Http;
    // Never whole in memory: it is counted and written as it comes.
    routes.addContentTypeParser('application/octet-stream', (_request, body, done) => done(null, body));

    routes.put(
      '/api/uploads/:id/:part',
      {
        bodyLimit: uploadParts.archive.maxBytes,
        schema: {
          summary: 'Hand over an archive or its signatures',
          description: 'As application/octet-stream. Kept for an hour, or until it is installed.',
          params: partParams,
          response: { 200: z.object({ bytes: z.number() }) },
        },
      },
      async ({ params, body }, reply) => {
        // A refusal may come before all was read: what follows on this connection would be the rest of it.
        reply.header('connection', 'close');
        return uploads.receive(params.id, params.part, body as Readable);
      },
    );

    routes.delete(
      '/api/uploads/:id',
      { schema: { summary: 'Forget an upload', params: z.strictObject({ id }), response: { 200: okReply } } },
      async ({ params }) => {
        await uploads.remove(params.id);
        return { ok: true };
      },
    );
  });
}
