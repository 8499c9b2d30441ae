/** The settings of one plugin: what the user set, over it what holds in this workspace, under both the defaults. */

import type { ConfigurationSchema, Contribution, Json, JsonObject, SettingsScope } from '@omnitrade/contracts';
import { type ResolvedValues, resolveSettings } from '@omnitrade/manifest';

/** The schema as the manifest was accepted with it, and what its panels of settings add to it; of one name the first counts. */
export function schemaOf(
  manifest: JsonObject,
  contributions: readonly Contribution[] = [],
): ConfigurationSchema | undefined {
  const configuration = manifest.configuration as ConfigurationSchema | undefined;
  const added = contributions.flatMap((one) => (one.point === 'settings.panel' ? [one.info.settings ?? {}] : []));
  if (added.length === 0) return configuration;
  const properties = Object.assign({}, ...added.reverse(), configuration?.properties);
  return { type: 'object', ...configuration, properties };
}

export type ScopedSettings = Readonly<Record<SettingsScope, JsonObject>>;

export interface EffectiveSettings {
  readonly values: JsonObject;
  /** A sentence for each stored value that does not fit, in whose place another one holds. */
  readonly warnings: readonly string[];
}

/** Nearer scopes last, so that each overrides those before it. */
const scopes: readonly SettingsScope[] = ['user', 'workspace'];

/** Never fails: a stored value that no longer fits gives way to the one under it. */
export function layerSettings(schema: ConfigurationSchema | undefined, stored: ScopedSettings): EffectiveSettings {
  if (!schema) return { values: {}, warnings: [] };
  const warnings: string[] = [];
  const given: Record<string, Json> = {};
  for (const scope of scopes)
    for (const [key, value] of Object.entries(stored[scope])) {
      const checked = checkOne(schema, key, value);
      if (checked.ok) given[key] = value;
      else warnings.push(`Of the ${scope}'s settings "${key}" is not used: ${checked.issues[0]?.message}`);
    }
  const whole = resolveSettings(schema, given);
  if (whole.ok) return { values: whole.values, warnings };
  const defaults = resolveSettings({ ...schema, required: [] }, given);
  for (const { message } of whole.issues) warnings.push(message);
  return { values: defaults.ok ? defaults.values : {}, warnings };
}

/** One value by itself, as the schema wants it. */
export function checkOne(
  schema: ConfigurationSchema,
  key: string,
  value: JsonObject[string],
  options: { readonly fromText?: boolean } = {},
): ResolvedValues {
  const property = Object.hasOwn(schema.properties, key) ? schema.properties[key] : undefined;
  // One that is unknown is refused by the whole schema, which knows the nearest name.
  const alone: ConfigurationSchema = { type: 'object', properties: property ? { [key]: property } : schema.properties };
  return resolveSettings(alone, { [key]: value as never }, options);
}

/** What a plugin sees where nobody set anything. */
export function defaultSettings(manifest: JsonObject): JsonObject {
  return layerSettings(schemaOf(manifest), { user: {}, workspace: {} }).values;
}
