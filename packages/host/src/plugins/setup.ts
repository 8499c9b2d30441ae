/** Setting up a version before its first life: what is kept gets the form its code reads, then its hooks run; in a life of their own. */

import type {
  ConfigurationSchema,
  Json,
  JsonObject,
  PluginCode,
  PluginRecord,
  StorageStore,
} from '@omnitrade/contracts';
import { compareState, hooksOfSetup } from '@omnitrade/lifecycle';
import { resolveSettings } from '@omnitrade/manifest';
import type { Sandbox } from '@omnitrade/sandbox';
import { pluginError } from '../errors.ts';
import type { SessionPowers } from '../grants/session-powers.ts';
import { schemaOf } from '../settings/plugin-settings.ts';
import type { PluginPackage } from '../sources/package-files.ts';
import { PluginSession, type SessionListener } from './plugin-session.ts';

/** What the record of a version says of its code, and of what is owed to it before it may be active. */
export function oweSetup(
  code: PluginCode | undefined,
  version: string,
  before: PluginRecord | undefined,
): Pick<PluginRecord, 'code' | 'setup'> {
  if (!code) return {};
  const setup = !before
    ? { from: null }
    : before.version === version
      ? before.setup
      : (before.setup ?? { from: before.version });
  const hooks = hooksOfSetup(setup);
  const isOwed = setup && (code.state !== undefined || code.hooks.some((hook) => hooks.includes(hook)));
  return { code, ...(isOwed && { setup }) };
}

/** Whether this version must be set up before it may be active. */
export async function isSetupOwed({ id, code, setup }: PluginRecord, storage: StorageStore): Promise<boolean> {
  if (setup) return true;
  return code?.state !== undefined && (await storage.status(id)).version !== code.state;
}

/** Throws `plugin.newer-state` where what is kept was written by a newer version than `code`. */
export function assertKnownState(
  { id: plugin, version }: Pick<PluginRecord, 'id' | 'version'>,
  code: PluginCode | undefined,
  found: number,
): void {
  const verdict = compareState(found, code?.state);
  if (verdict.is === 'newer') throw pluginError('newer-state', { plugin, version, found, known: verdict.known });
}

export interface SetupRequest {
  readonly sandbox: Sandbox;
  readonly record: PluginRecord;
  readonly package: PluginPackage;
  readonly powers: SessionPowers;
  /** The settings as `context.settings` shows them, from those the user set. */
  readonly toSettings: (user: JsonObject) => Promise<JsonObject>;
  readonly listener: Pick<SessionListener, 'onLog' | 'onUncaught'>;
  /** Cuts it short. */
  readonly signal: AbortSignal;
}

/** Resolves to the user's settings in the form of this version. Throws `plugin.*`, `sandbox.*`; what it wrote is then for the caller to undo. */
export async function setUp(request: SetupRequest): Promise<JsonObject> {
  const { record, powers } = request;
  const { id: plugin, code = { hooks: [] }, setup, settings } = record;
  const { version: found, bytes } = await powers.storage.status(plugin);
  assertKnownState(record, code, found);
  const isOlder = compareState(found, code.state).is === 'older';
  const isBlank = bytes === 0 && Object.keys(settings).length === 0;
  const migrates = isOlder && !isBlank;
  if (migrates && found > 0 && !code.hooks.includes('migrate'))
    throw pluginError('no-migration', { plugin, version: record.version, found, known: code.state as number });
  const hooks = hooksOfSetup(setup).filter((hook) => code.hooks.includes(hook) && (hook !== 'migrate' || migrates));
  const migrated = hooks.length > 0 ? await runHooks(request, hooks, found) : settings;
  if (isOlder) {
    const nothing = { expects: [], puts: [], removes: [], quotaBytes: Number.MAX_SAFE_INTEGER };
    await powers.storage.commit(plugin, { ...nothing, version: code.state as number });
  }
  return migrated;
}

async function runHooks(
  request: SetupRequest,
  hooks: ReturnType<typeof hooksOfSetup>,
  found: number,
): Promise<JsonObject> {
  const { sandbox, record, powers, listener, signal, toSettings } = request;
  signal.throwIfAborted();
  const session = new PluginSession({
    sandbox,
    package: request.package,
    runnerClass: 'trial',
    powers,
    settings: record.settings,
    seed: 1,
    setsUp: true,
    listener,
  });
  const cut = () => session[Symbol.dispose]();
  signal.addEventListener('abort', cut);
  try {
    await session.loaded;
    let { settings } = record;
    for (const hook of hooks) {
      if (hook === 'migrate') settings = readSettings(record, settings, await session.setUp(hook, settings, found));
      else await session.setUp(hook, await toSettings(settings), record.setup?.from ?? null);
    }
    return settings;
  } finally {
    signal.removeEventListener('abort', cut);
    session[Symbol.dispose]();
  }
}

/** What `migrate` answers: nothing where settings stay as they are, else all of them. */
function readSettings({ id: plugin, manifest }: PluginRecord, before: JsonObject, answer: Json): JsonObject {
  if (answer === null) return before;
  const schema: ConfigurationSchema = schemaOf(manifest) ?? { type: 'object', properties: {} };
  if (typeof answer !== 'object' || Array.isArray(answer))
    throw pluginError('bad-migration', { plugin, text: 'settings must be an object' });
  const checked = resolveSettings(schema, answer as JsonObject);
  if (!checked.ok)
    throw pluginError('bad-migration', { plugin, text: checked.issues[0]?.message ?? 'it is not known why' });
  return answer as JsonObject;
}
