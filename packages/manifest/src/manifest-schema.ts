/** plugin.json as one schema: its types, its validator, its JSON Schema for editors and its reference page all come from here. */

import {
  type ConfigurationSchema,
  checkSettingsSchema,
  extensionPointIds,
  type Issue,
  isPlainText,
  type JsonObject,
  type PermissionId,
  type PluginId,
} from '@omnitrade/contracts';
import { checkLimits, checkPermission } from '@omnitrade/permissions';
import semver from 'semver';
import { z } from 'zod';
import { pluginCategories } from './categories.ts';
import { settingsJsonSchema, toPermissionJsonSchema } from './editor-help.ts';
import { isPackagePath } from './package-path.ts';
import { resourceMinimum, resourceNames } from './resources.ts';

/** One permission a plugin asks for, however briefly it was written. */
export interface PermissionRequest {
  readonly id: PermissionId;
  /** The author's words; shown as the author's. */
  readonly reason?: string;
  /** Asked for later, in context, rather than at installation. */
  readonly optional: boolean;
  readonly limits: JsonObject;
}

const maxRangeChars = 100;

// In every `error` below stands the end of the sentence "… must be"; issues.ts makes the whole.
const line = (max: number) =>
  z
    .string()
    .refine((text) => isPlainText(text, max), { error: `one plain line of 1 to ${max} characters` })
    .meta({ minLength: 1, maxLength: max });
const file = (endings: readonly string[]) =>
  z.string().refine((path) => isPackagePath(path) && endings.some((ending) => path.endsWith(ending)), {
    error: `the path of a ${endings.join(' or ')} file inside the package, such as "assets/name${endings[0]}"`,
  });
const pluginName = z
  .string()
  .regex(/^[a-z][a-z0-9-]{1,63}$/, { error: 'a letter a to z, then 1 to 63 of a to z, 0 to 9 and "-"' });
const range = z.string().refine((text) => text.trim() !== '' && text.length <= maxRangeChars && isRange(text), {
  error: 'a range of versions such as "^1.0.0"',
});
const amount = (minimum: number, maximum: number) => z.int().min(minimum).max(maximum);

function isRange(text: string): boolean {
  return semver.validRange(text) !== null;
}

/** Hands issues found by another part on, with their own codes and sentences; see issues.ts. */
function passOn(ctx: z.RefinementCtx, issues: readonly Issue[], path: readonly string[] = []): void {
  for (const issue of issues)
    ctx.addIssue({ code: 'custom', message: issue.message, path: [...path], params: { issue } });
}

const permissionId = z
  .string()
  .superRefine((text, ctx) => passOn(ctx, checkPermission(text)))
  .meta(toPermissionJsonSchema());

const permissionFields = {
  id: permissionId.meta({ ...toPermissionJsonSchema(), description: 'What it asks for.' }),
  reason: line(200).optional().meta({ description: 'Why the plugin needs it; shown to the user as your words.' }),
  optional: z
    .boolean()
    .optional()
    .meta({ description: 'Asked for when it is first needed rather than at installation.' }),
  limits: z
    .record(z.string(), z.json())
    .optional()
    .meta({ description: 'The limits the plugin can live with, by name.' }),
};

const permission = z
  .union([
    permissionId,
    z.strictObject(permissionFields).superRefine(({ id, limits }, ctx) => {
      if (limits && checkPermission(id).length === 0) passOn(ctx, checkLimits(id, limits as JsonObject), ['limits']);
    }),
  ])
  .transform((asked): PermissionRequest => {
    const { id, reason, optional = false, limits = {} } = typeof asked === 'string' ? { id: asked } : asked;
    return { id: id as PermissionId, ...(reason && { reason }), optional, limits: limits as JsonObject };
  });

/** A list without repetitions. */
function distinct<T extends z.ZodType>(item: T, max: number, toKey: (item: z.output<T>) => unknown = (same) => same) {
  return z
    .array(item)
    .max(max)
    .superRefine((items, ctx) => {
      const seen = new Set<unknown>();
      for (const [i, one] of items.entries()) {
        if (seen.has(toKey(one))) ctx.addIssue({ code: 'custom', message: '', path: [i], params: { duplicate: true } });
        seen.add(toKey(one));
      }
    })
    .meta({ uniqueItems: true });
}

const fields = {
  $schema: z.string().max(500).optional().meta({ description: 'Address of the JSON Schema, for editors; ignored.' }),
  name: pluginName
    .transform((name) => name as PluginId)
    .meta({
      description: 'Id of the plugin: unique in its registry, unchangeable, the first part of every id it defines.',
    }),
  version: z
    .string()
    .refine((text) => text.length <= maxRangeChars && semver.valid(text) === text, {
      error: 'a semantic version without build metadata, such as "1.0.0" or "2.1.0-beta.1"',
    })
    .meta({ description: 'Semantic version of this release.' }),
  author: line(100).meta({ description: 'Who wrote it, as shown to users.' }),
  description: line(400).meta({ description: 'What it does, in a sentence or two.' }),
  main: file(['.js', '.mjs']).meta({ description: 'The ES module whose default export is the plugin.' }),
  displayName: line(60).optional().meta({ description: 'Name shown to users; the `name` where absent.' }),
  icon: file(['.svg', '.png']).optional().meta({ description: 'Square picture, inside the package.' }),
  license: line(100).optional().meta({ description: 'SPDX expression, such as `Apache-2.0`.' }),
  homepage: z
    .string()
    .refine((text) => text.length <= 400 && isWebAddress(text), { error: 'an address that begins with "https://"' })
    .optional()
    .meta({ format: 'uri', description: 'Where to read more; https only.' }),
  keywords: distinct(line(40), 20).optional().meta({ description: 'Words to be found by.' }),
  categories: distinct(z.enum(pluginCategories), 3).optional().meta({ description: 'Shelves it stands on.' }),
  permissions: distinct(permission, 50, (asked) => asked.id)
    .default([])
    .meta({ description: 'What it may do: an id, or an object with `id`, `reason`, `optional` and `limits`.' }),
  dependencies: z
    .record(pluginName, range)
    .refine((all) => Object.keys(all).length <= 50, { error: 'an object of at most 50 dependencies' })
    .default({})
    .meta({ description: 'Plugins it needs, with the range of versions of each.' }),
  optionalDependencies: z
    .record(pluginName, range)
    .refine((all) => Object.keys(all).length <= 50, { error: 'an object of at most 50 dependencies' })
    .optional()
    .meta({ description: 'Plugins it makes use of where they are, and does without where they are not.' }),
  library: file(['.js', '.mjs'])
    .optional()
    .meta({ description: 'The ES module that plugins which depend on this one may import as `plugin:<name>`.' }),
  extensionPoints: distinct(z.enum(extensionPointIds), 50)
    .default([])
    .meta({ description: 'Where it contributes; equal to what it adds when it is activated.' }),
  configuration: z
    .unknown()
    .superRefine((schema, ctx) => passOn(ctx, checkSettingsSchema(schema)))
    .transform((schema) => schema as ConfigurationSchema)
    .optional()
    .meta({
      ...settingsJsonSchema,
      description: 'Settings of the whole plugin, in the schema subset of the reference.',
    }),
  resources: z
    .strictObject({
      memoryMb: amount(resourceMinimum.memoryMb, 65_536).optional().meta({ description: 'Heap, in megabytes.' }),
      cpuPercent: amount(resourceMinimum.cpuPercent, 100)
        .optional()
        .meta({ description: 'Share of one core over 10 s.' }),
      turnMs: amount(resourceMinimum.turnMs, 60_000).optional().meta({ description: 'Longest turn, in milliseconds.' }),
      storageMb: amount(resourceMinimum.storageMb, 65_536).optional().meta({ description: 'Own data, in megabytes.' }),
    })
    .optional()
    .meta({ description: 'What it consumes at most; the terminal holds it to this, and has caps of its own.' }),
  compatibility: z
    .strictObject({ terminal: range.meta({ description: 'Range of plugin API versions it is made for.' }) })
    .meta({ description: 'What it runs on.' }),
};

export const manifestSchema = z.strictObject(fields).meta({
  title: 'plugin.json',
  description: 'The manifest of an OmniTrade plugin.',
});

/** The fields of each object in a manifest, by the field that holds it ('' for the whole). */
export const fieldNames: Readonly<Record<string, readonly string[]>> = {
  '': Object.keys(fields),
  permissions: Object.keys(permissionFields),
  resources: resourceNames,
  compatibility: ['terminal'],
};

/** A manifest as the rest of the terminal sees it: checked, with defaults, every permission an object. */
export type Manifest = z.output<typeof manifestSchema>;
/** A manifest as an author may write it. */
export type ManifestInput = z.input<typeof manifestSchema>;

function isWebAddress(text: string): boolean {
  return /^https:\/\/[^\s/]/.test(text) && URL.canParse(text) && isPlainText(text, 400);
}
