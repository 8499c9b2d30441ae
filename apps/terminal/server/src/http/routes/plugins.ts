/** Plugins: listing, installing, removing, switching. */

import { PassThrough } from 'node:stream';
import type { PluginQuery } from '@omnitrade/contracts';
import type {
  EnableOptions,
  InstallByName,
  InstallOptions,
  InstallRequest,
  LockOptions,
  RemovalOptions,
} from '@omnitrade/host';
import { z } from 'zod';
import type { Http } from '../http.ts';
import {
  changeReply,
  contributionsReply,
  enableSchema,
  installSchema,
  lockReply,
  lockSchema,
  pastReply,
  pinSchema,
  pluginInfoReply,
  pluginQuerySchema,
  pluginReply,
  pluginsReply,
  removalSchema,
  rollbackSchema,
  updateSchema,
} from '../schemas.ts';
import type { RouteContext } from './index.ts';

/** Any text: one that could be no plugin's is answered as one that is not installed. */
const params = z.strictObject({ id: z.string().max(128) });

const recordSchema = z.strictObject({ seconds: z.number().min(0.1).max(600) });

export function addPluginRoutes(app: Http, { host, uploads }: RouteContext): void {
  app.get(
    '/api/plugins',
    {
      schema: {
        summary: 'Installed plugins: all, or those that match',
        querystring: pluginQuerySchema,
        response: { 200: pluginsReply },
      },
    },
    async ({ query }) => ({ plugins: host.plugins(query as PluginQuery) }),
  );

  app.get(
    '/api/lock',
    { schema: { summary: 'What is installed, exactly, as installed.lock', response: { 200: lockReply } } },
    async () => ({ lock: await host.lock() }),
  );

  app.post(
    '/api/lock',
    { schema: { summary: 'Install exactly what a lock says', body: lockSchema, response: { 200: changeReply } } },
    async ({ body: { lock, ...options } }) => host.installLock(lock, options as LockOptions),
  );

  app.get(
    '/api/plugins/:id',
    { schema: { summary: 'One plugin whole', params, response: { 200: pluginInfoReply } } },
    async (request) => host.plugin(request.params.id),
  );

  app.get(
    '/api/plugins/:id/past',
    { schema: { summary: 'What a plugin went through, newest first', params, response: { 200: pastReply } } },
    async (request) => host.pastOf(request.params.id),
  );

  app.post(
    '/api/plugins',
    { schema: { summary: 'Install a plugin', body: installSchema, response: { 200: changeReply } } },
    async ({ body }) => {
      const { source, want, ...options } = body;
      if (want) return host.install({ ...options, want } as InstallByName);
      if (source?.kind !== 'upload') return host.install({ ...options, source } as InstallRequest);
      const { id, name } = source;
      const path = await uploads.pathOf(id);
      const result = await host.install({
        ...(options as InstallOptions),
        source: { kind: 'archive', path, uploadedAs: name },
      });
      // What it held lies in the store now.
      if (!result.dryRun) await uploads.remove(id);
      return result;
    },
  );

  app.delete(
    '/api/plugins/:id',
    {
      schema: { summary: 'Uninstall a plugin', params, querystring: removalSchema, response: { 200: changeReply } },
    },
    async ({ params: { id }, query }) => host.uninstall(id, query as RemovalOptions),
  );

  app.post(
    '/api/plugins/:id/update',
    {
      schema: {
        summary: 'Bring a plugin to what its source holds now',
        params,
        body: updateSchema,
        response: { 200: changeReply },
      },
    },
    async ({ params: { id }, body }) => host.update(id, body as Omit<InstallRequest, 'source'>),
  );

  app.post(
    '/api/plugins/:id/rollback',
    {
      schema: {
        summary: 'Return to a kept version with its data',
        params,
        body: rollbackSchema,
        response: { 200: changeReply },
      },
    },
    async ({ params: { id }, body }) => host.rollback(id, body.to),
  );

  app.post(
    '/api/plugins/:id/pin',
    {
      schema: {
        summary: 'Keep a plugin at its version, or no more',
        params,
        body: pinSchema,
        response: { 200: pluginReply },
      },
    },
    async ({ params: { id }, body }) => {
      await host.pin(id, body.pinned);
      return host.plugins().find((plugin) => plugin.id === id);
    },
  );

  const answer = (id: string) => host.plugins().find((plugin) => plugin.id === id);
  app.post(
    '/api/plugins/:id/enable',
    { schema: { summary: 'Enable a plugin', params, querystring: enableSchema, response: { 200: pluginReply } } },
    async ({ params: { id }, query }) => {
      await host.enable(id, query as EnableOptions);
      return answer(id);
    },
  );

  app.post(
    '/api/plugins/:id/disable',
    {
      schema: {
        summary: 'Disable a plugin',
        params,
        querystring: removalSchema.omit({ purge: true }),
        response: { 200: pluginReply },
      },
    },
    async ({ params: { id }, query }) => {
      await host.disable(id, query as RemovalOptions);
      return answer(id);
    },
  );

  app.post(
    '/api/plugins/:id/retry',
    { schema: { summary: 'Start a failed plugin anew', params, response: { 200: pluginReply } } },
    async ({ params: { id } }) => {
      await host.retry(id);
      return answer(id);
    },
  );

  app.post(
    '/api/plugins/:id/record',
    { schema: { summary: 'Start a plugin anew and record its run as a capsule', params, body: recordSchema } },
    async ({ params: { id }, body }, reply) => {
      const capsule = new PassThrough();
      const recording = await host.startRecording(id, (bytes) => void capsule.write(bytes));
      const end = () => {
        recording[Symbol.dispose]();
        capsule.end();
      };
      const timer = setTimeout(end, body.seconds * 1000).unref();
      reply.raw.once('close', () => {
        clearTimeout(timer);
        end();
      });
      return reply.type('application/octet-stream').send(capsule);
    },
  );

  app.get(
    '/api/contributions',
    { schema: { summary: 'Every contribution of an enabled plugin', response: { 200: contributionsReply } } },
    async () => ({ contributions: host.contributions() }),
  );
}
