/** Settings of plugins: reading them with their schema, and changing some at once. */

import { type JsonObject, type SettingsChange, type SettingsView, settingsScopes } from '@omnitrade/contracts';
import { z } from 'zod';
import type { Http } from '../http.ts';
import type { RouteContext } from './index.ts';

/** Any object; `parseJson` has seen to it that it is harmless. */
const jsonObject = z.record(z.string(), z.unknown()) as unknown as z.ZodType<JsonObject>;
const params = z.strictObject({ id: z.string().max(128) });

const changeSchema = z.strictObject({
  scope: z.literal(settingsScopes).default('user').describe('The workspace overrides the user.'),
  values: jsonObject.optional().describe('New values by key.'),
  clear: z.array(z.string().max(200)).max(200).optional().describe('Keys that take again what lies under them.'),
  fromText: z.boolean().optional().describe('Texts may stand for numbers and truth values.'),
});

const settingsReply = z.object({
  plugin: z.string(),
  schema: jsonObject.nullable() as unknown as z.ZodType<SettingsView['schema']>,
  values: jsonObject,
  user: jsonObject,
  workspace: jsonObject,
  warnings: z.array(z.string()),
}) satisfies z.ZodType<SettingsView>;

export function addSettingsRoutes(app: Http, { host }: RouteContext): void {
  app.get(
    '/api/plugins/:id/settings',
    { schema: { summary: 'Settings of a plugin, with their schema', params, response: { 200: settingsReply } } },
    async ({ params: { id } }) => host.settings.get(id),
  );

  app.put(
    '/api/plugins/:id/settings',
    {
      schema: {
        summary: 'Change settings of a plugin, all of them or none',
        params,
        body: changeSchema,
        response: { 200: settingsReply },
      },
    },
    async ({ params: { id }, body }) => host.settings.set(id, body as SettingsChange),
  );
}
