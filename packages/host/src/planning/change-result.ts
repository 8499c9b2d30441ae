/** What a change did, or would do, in the format of the command's `--json`. */

import type { PluginRecord } from '@omnitrade/contracts';
import { describePermission } from '@omnitrade/permissions';
import { readDeclared } from '../grants/session-powers.ts';
import type { ChangeResult } from '../host.ts';
import type { PreparedChange } from './prepare-change.ts';

export const nothingChanged: ChangeResult = {
  ok: true,
  changes: [],
  grants: [],
  dryRun: false,
  withheld: [],
  warnings: [],
  contributions: [],
};

/** The plugin that was asked for first, then what came with it. */
export function toResult(prepared: readonly PreparedChange[], root: string, dryRun: boolean): ChangeResult {
  const isRoot = ({ record }: PreparedChange) => record.id === root;
  const all = [...prepared.filter(isRoot), ...prepared.filter((one) => !isRoot(one))];
  const signed = prepared.find(isRoot)?.signed;
  return {
    ok: true,
    changes: all.map(({ record, basis }) => ({ plugin: record.id, from: basis?.version ?? null, to: record.version })),
    grants: all.flatMap(({ record: { id, grants } }) => grants.map(({ permission }) => ({ plugin: id, permission }))),
    dryRun,
    withheld: all.flatMap(({ record }) => listWithheld(record)),
    warnings: all.flatMap(({ record: { failure } }) =>
      failure ? [{ code: failure.code, message: failure.message }] : [],
    ),
    contributions: all.flatMap(({ record }) => record.contributions),
    ...(signed && { signed }),
    asks: all.flatMap(({ record, asks }) => asks.map((ask) => ({ plugin: record.id, ...ask }))),
  };
}

function listWithheld({ id: plugin, manifest, grants }: PluginRecord): ChangeResult['withheld'] {
  return readDeclared(manifest)
    .filter(({ id }) => !grants.some(({ permission }) => permission === id))
    .map(({ id: permission }) => ({ plugin, permission, sentence: describePermission(permission).sentence }));
}
