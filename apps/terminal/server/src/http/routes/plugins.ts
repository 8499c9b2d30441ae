/** Plugins: listing, installing, removing, switching. */

import { z } from 'zod';
import type { Http } from '../http.ts';
import {
  changeReply,
  contributionsReply,
  installSchema,
  pluginIdSchema,
  pluginInfoReply,
  pluginReply,
  pluginsReply,
} from '../schemas.ts';
import type { RouteContext } from './index.ts';

const params = z.strictObject({ id: pluginIdSchema });

export function addPluginRoutes(app: Http, { host }: RouteContext): void {
  app.get('/api/plugins', { schema: { summary: 'Installed plugins', response: { 200: pluginsReply } } }, async () => ({
    plugins: host.plugins(),
  }));

  app.get(
    '/api/plugins/:id',
    { schema: { summary: 'One plugin whole', params, response: { 200: pluginInfoReply } } },
    async (request) => host.plugin(request.params.id),
  );

  app.post(
    '/api/plugins',
    { schema: { summary: 'Install a plugin', body: installSchema, response: { 200: changeReply } } },
    async (request) => host.install(request.body),
  );

  app.delete(
    '/api/plugins/:id',
    { schema: { summary: 'Uninstall a plugin', params, response: { 200: changeReply } } },
    async (request) => host.uninstall(request.params.id),
  );

  const switches = { enable: 'Enable a plugin', disable: 'Disable a plugin', retry: 'Start a failed plugin anew' };
  for (const [action, summary] of Object.entries(switches) as [keyof typeof switches, string][]) {
    app.post(
      `/api/plugins/:id/${action}`,
      { schema: { summary, params, response: { 200: pluginReply } } },
      async ({ params: { id } }) => {
        await host[action](id);
        return host.plugins().find((plugin) => plugin.id === id);
      },
    );
  }

  app.get(
    '/api/contributions',
    { schema: { summary: 'Every contribution of an enabled plugin', response: { 200: contributionsReply } } },
    async () => ({ contributions: host.contributions() }),
  );
}
