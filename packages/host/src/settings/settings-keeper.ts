/** Reads and changes the settings of one plugin; each change is checked whole, kept, and then told. */

import {
  type JsonObject,
  quoteText,
  type SettingsChange,
  type SettingsStore,
  type SettingsView,
} from '@omnitrade/contracts';
import { settingsError } from '../errors.ts';
import type { KeptRecord } from '../plugins/kept-record.ts';
import { checkOne, type EffectiveSettings, layerSettings, type ScopedSettings, schemaOf } from './plugin-settings.ts';

/** Changed settings as the plugin sees them. */
export interface ChangedSettings {
  readonly settings: JsonObject;
  readonly changed: readonly string[];
}

export class SettingsKeeper {
  readonly #kept: KeptRecord;
  readonly #workspace: SettingsStore;

  constructor(kept: KeptRecord, workspace: SettingsStore) {
    this.#kept = kept;
    this.#workspace = workspace;
  }

  /** As the plugin is to see them; `user` stands for what the record holds. */
  async effective(user = this.#kept.now.settings): Promise<EffectiveSettings> {
    const { id, manifest, contributions } = this.#kept.now;
    const schema = schemaOf(manifest, contributions);
    return layerSettings(schema, { user, workspace: schema ? await this.#workspace.read(id) : {} });
  }

  async view(): Promise<SettingsView> {
    const { id, manifest, contributions, settings: user } = this.#kept.now;
    const workspace = await this.#workspace.read(id);
    const schema = schemaOf(manifest, contributions);
    return { plugin: id, schema: schema ?? null, ...layerSettings(schema, { user, workspace }), user, workspace };
  }

  /** Resolves to what is different for the plugin, when it is on disk. Throws `settings.*`; then nothing was changed. */
  async change(change: SettingsChange): Promise<ChangedSettings> {
    let result: ChangedSettings = { settings: {}, changed: [] };
    await this.#kept.inOrder(async () => {
      const record = this.#kept.now;
      const { id, manifest, contributions } = record;
      const schema = schemaOf(manifest, contributions);
      if (!schema) throw settingsError('none', { plugin: id });
      const before: ScopedSettings = { user: record.settings, workspace: await this.#workspace.read(id) };
      const next = this.#apply(before[change.scope], change);
      const after = { ...before, [change.scope]: next };
      this.#assertWhole(after);
      if (change.scope === 'user') await this.#kept.put({ ...record, settings: next });
      else await this.#workspace.write(id, next);
      result = compare(layerSettings(schema, before).values, layerSettings(schema, after).values);
    });
    return result;
  }

  #apply(before: JsonObject, { values = {}, clear = [], fromText = false }: SettingsChange): JsonObject {
    const { id: plugin, manifest, contributions } = this.#kept.now;
    const schema = schemaOf(manifest, contributions);
    const next: Record<string, JsonObject[string]> = { ...before };
    const bad: string[] = [];
    if (schema)
      for (const [key, value] of Object.entries(values)) {
        const checked = checkOne(schema, key, value, { fromText });
        if (checked.ok) Object.assign(next, { [key]: checked.values[key] });
        else bad.push(...checked.issues.map(({ message }) => message));
      }
    for (const key of clear)
      if (schema && !Object.hasOwn(schema.properties, key) && !Object.hasOwn(before, key))
        bad.push(`There is no setting ${quoteText(key)}.`);
      else delete next[key];
    if (bad.length > 0) throw settingsError('bad-values', { plugin, text: bad.slice(0, 5).join(' ') });
    return next;
  }

  /** What is required must be there in one scope or the other; what was not fitting before is no reason to refuse. */
  #assertWhole(after: ScopedSettings): void {
    const { id: plugin, manifest, contributions } = this.#kept.now;
    const schema = schemaOf(manifest, contributions);
    const { values } = layerSettings(schema, after);
    const missing = (schema?.required ?? []).filter((key) => !Object.hasOwn(values, key));
    if (missing.length > 0)
      throw settingsError('bad-values', { plugin, text: missing.map((key) => `"${key}" must be set.`).join(' ') });
  }
}

function compare(before: JsonObject, after: JsonObject): ChangedSettings {
  const keys = new Set([...Object.keys(before), ...Object.keys(after)]);
  const changed = [...keys].filter((key) => JSON.stringify(before[key]) !== JSON.stringify(after[key]));
  return { settings: after, changed: changed.sort() };
}
