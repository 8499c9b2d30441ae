/** A plugin as `list --json`, the API and the page show it. */

import type {
  DependencyStatus,
  PluginInfo,
  PluginRecord,
  PluginState,
  PluginSummary,
  PluginUsage,
} from '@omnitrade/contracts';
import { schemaOf } from '../settings/plugin-settings.ts';

export function toSummary(
  { id, manifest, version, wanted, source, pinned, contributions }: PluginRecord,
  state: PluginState,
  error: PluginSummary['error'],
  usage: PluginUsage,
  older: readonly string[],
): PluginSummary {
  const text = (key: string) => (typeof manifest[key] === 'string' ? manifest[key] : '');
  return {
    id,
    displayName: text('displayName') || id,
    description: text('description'),
    version,
    wanted,
    state,
    source: isBuiltIn(source) ? 'built-in' : (source.kind === 'archive' && source.uploadedAs) || source.path,
    publisher: source.kind === 'archive' && source.signed ? source.signed.publisher : text('author'),
    ...(source.kind === 'archive' && source.signed && { fingerprint: source.signed.fingerprint }),
    trust: toTrust(source),
    ...(error && { error }),
    ...(pinned && { pinned }),
    ...(schemaOf(manifest, contributions) && { configurable: true }),
    ...(older.length > 0 && { older }),
    usage,
  };
}

const isBuiltIn = (source: PluginRecord['source']) => source.kind === 'directory' && source.builtIn === true;

/** Who vouches for it: reviewers, its publisher alone, or nobody, for it is still being made. */
function toTrust(source: PluginRecord['source']): PluginSummary['trust'] {
  if (source.kind === 'archive') return source.signed?.reviewed ? 'reviewed' : 'private';
  return isBuiltIn(source) ? 'reviewed' : 'developer';
}

/** The whole of one plugin; `all` are the records among which it has dependents, `kept` the versions it can return to. */
export function toInfo(
  summary: PluginSummary,
  record: PluginRecord,
  all: readonly PluginRecord[],
  kept: readonly string[],
  needs: readonly DependencyStatus[],
): PluginInfo {
  return {
    ...summary,
    manifest: record.manifest,
    contributions: record.contributions,
    grants: record.grants,
    versions: [record.version, ...kept],
    dependencies: dependenciesOf(record),
    needs,
    exports: record.code?.exports ?? [],
    dependents: all.filter((other) => Object.hasOwn(dependenciesOf(other), record.id)).map(({ id }) => id),
    settings: record.settings,
    ...(record.digest !== undefined && { digest: record.digest }),
  };
}

const dependenciesOf = ({ manifest: { dependencies } }: PluginRecord) =>
  typeof dependencies === 'object' && dependencies !== null && !Array.isArray(dependencies) ? dependencies : {};
