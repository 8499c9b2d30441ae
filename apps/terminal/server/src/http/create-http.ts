/** Builds the HTTP server: who is answered, what is read, what an error looks like, and all routes. */

import { isCoded } from '@omnitrade/contracts';
import { type FastifyReply, fastify } from 'fastify';
import type { Logger } from 'pino';
import type { z } from 'zod';
import { toSentences } from '../config.ts';
import { terminalError } from '../errors.ts';
import { parseJson } from '../parse-json.ts';
import type { Access } from '../security/access.ts';
import { securityHeaders } from '../security/headers.ts';
import type { Http } from './http.ts';
import { addOpenApi } from './openapi.ts';
import { addPageFiles } from './page-files.ts';
import { refuseConnection } from './raw-reply.ts';
import { addRoutes, type RouteContext } from './routes/index.ts';
import { toReply } from './status-codes.ts';

export interface HttpOptions extends RouteContext {
  readonly access: Access;
  readonly logger: Logger;
  /** Where the built page lies; without it only the API is served. */
  readonly pageDir: string | undefined;
}

const bodyLimit = 1024 * 1024;
const maxConnections = 256;

export async function createHttp(options: HttpOptions): Promise<Http> {
  const app = fastify({
    bodyLimit,
    requestTimeout: 30_000,
    keepAliveTimeout: 5_000,
    return503OnClosing: true,
    forceCloseConnections: true,
    routerOptions: { maxParamLength: 128 },
    frameworkErrors: (thrown, _request, reply: FastifyReply) => {
      const { status, error } = toReply(toCoded(thrown));
      void reply.headers(securityHeaders).status(status).send({ error });
    },
    clientErrorHandler: (thrown, connection) => {
      refuseConnection(connection, terminalError('bad-request', { issues: ['it is not HTTP'] }, thrown));
    },
  }) as unknown as Http;
  app.server.maxConnections = maxConnections;
  readBodies(app);
  answerErrors(app, options.logger);
  guard(app, options.access);
  await addOpenApi(app, options.version);
  await app.register(async (routes) => addRoutes(routes as unknown as Http, options));
  if (options.pageDir !== undefined) await addPageFiles(app, options.pageDir);
  return app;
}

function readBodies(app: Http): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('application/json', { parseAs: 'string' }, (_request, body, done) => {
    try {
      done(null, parseJson(body as string));
    } catch (error) {
      done(error as Error);
    }
  });
  app.setValidatorCompiler<z.ZodType>(({ schema }) => (value) => {
    const result = schema.safeParse(value);
    if (result.success) return { value: result.data };
    return { error: terminalError('bad-request', { issues: toSentences(result.error) }) };
  });
  app.setSerializerCompiler(() => (value) => JSON.stringify(value));
}

function answerErrors(app: Http, logger: Logger): void {
  app.setNotFoundHandler((request) => {
    throw terminalError('not-found', { method: request.method, path: request.url.slice(0, 200) });
  });
  app.setErrorHandler((thrown, _request, reply) => {
    const { status, error } = toReply(toCoded(thrown));
    if (status >= 500) logger.error({ code: error.code, err: thrown }, 'a request failed');
    return reply.status(status).send({ error });
  });
}

/** Fastify's own refusals in our words. */
function toCoded(thrown: unknown): unknown {
  if (isCoded(thrown)) return thrown;
  const { code, statusCode } = thrown as { code?: string; statusCode?: number };
  if (code === 'FST_ERR_CTP_BODY_TOO_LARGE') return terminalError('too-large', { limit: bodyLimit }, thrown);
  if (code === 'FST_ERR_CTP_INVALID_MEDIA_TYPE')
    return terminalError('bad-request', { issues: ['its content type is not one that is read here'] }, thrown);
  if (statusCode !== undefined && statusCode >= 400 && statusCode < 500)
    return terminalError('bad-request', { issues: [(thrown as Error).message] }, thrown);
  return thrown;
}

function guard(app: Http, access: Access): void {
  app.addHook('onRequest', async (request, reply) => {
    reply.headers(securityHeaders).header('cache-control', 'no-store');
    const { headers } = request.raw;
    access.checkOrigin(request.raw);
    const { config, url } = request.routeOptions;
    if (url === undefined || config.access === 'public') return;
    if (headers['sec-fetch-site'] === 'cross-site') throw terminalError('wrong-origin', { origin: 'another site' });
    const csrf = headers['x-omnitrade-csrf'];
    const changes = request.method !== 'GET' && request.method !== 'HEAD';
    access.checkSession(request.raw, typeof csrf === 'string' ? csrf : undefined, changes);
  });
}
