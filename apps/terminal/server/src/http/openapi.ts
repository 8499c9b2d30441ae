/** `/api/openapi.json`: the routes and their schemas as they are checked. */

import swagger from '@fastify/swagger';
import type { FastifySchema } from 'fastify';
import { z } from 'zod';
import type { Http } from './http.ts';
import { errorReply } from './schemas.ts';

const toJsonSchema = (schema: unknown, io: 'input' | 'output') => {
  if (!(schema instanceof z.ZodType)) return schema;
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: 'any' });
  return rest;
};

/** Every route may also answer an error. */
function convert(schema: FastifySchema | undefined): FastifySchema {
  const { body, querystring, params, response, ...rest } = schema ?? {};
  const replies = { ...(response as object | undefined), default: errorReply };
  return {
    ...rest,
    ...(body === undefined ? {} : { body: toJsonSchema(body, 'input') }),
    ...(querystring === undefined ? {} : { querystring: toJsonSchema(querystring, 'input') }),
    ...(params === undefined ? {} : { params: toJsonSchema(params, 'input') }),
    response: Object.fromEntries(Object.entries(replies).map(([code, reply]) => [code, toJsonSchema(reply, 'output')])),
  };
}

export async function addOpenApi(app: Http, version: string): Promise<void> {
  await app.register(swagger, {
    openapi: {
      openapi: '3.1.0',
      info: {
        title: 'OmniTrade terminal',
        version,
        description: 'Everything a button of the page does. Other programs send `Authorization: Bearer <token>`.',
        license: { name: 'Apache-2.0', identifier: 'Apache-2.0' } as { name: string },
      },
      components: {
        securitySchemes: {
          token: { type: 'http', scheme: 'bearer', description: '`token` of session.json in the home' },
        },
      },
      security: [{ token: [] }],
    },
    transform: ({ schema, url }) => ({ schema: convert(schema), url }),
  });
}
