/** Every check of a manifest against this terminal: one file and one entry each. */

import { type Issue, type JsonObject, PLUGIN_API_VERSION } from '@omnitrade/contracts';
import type { Manifest } from '../manifest-schema.ts';
import { parseManifestValue } from '../parse-manifest.ts';
import { defaultResourcePolicy } from '../resources.ts';
import type { CheckContext, ManifestCheck } from './check.ts';
import { compatibility } from './compatibility.ts';
import { dependencies } from './dependencies.ts';
import { pluginCalls } from './plugin-calls.ts';
import { pointPermissions } from './point-permissions.ts';
import { resourceCaps } from './resource-caps.ts';
import { usablePoints } from './usable-points.ts';

export const manifestChecks: readonly ManifestCheck[] = [
  compatibility,
  dependencies,
  pointPermissions,
  resourceCaps,
  usablePoints,
  pluginCalls,
];

export interface ManifestFinding extends Issue {
  readonly rule: string;
  readonly severity: 'error' | 'warning';
  readonly fixable: boolean;
}

export const thisTerminal: CheckContext = { pluginApi: PLUGIN_API_VERSION, resources: defaultResourcePolicy };

/** Runs every check; errors come first, since a plugin with one cannot be installed here. */
export function runManifestChecks(manifest: Manifest, context: CheckContext = thisTerminal): ManifestFinding[] {
  const findings = manifestChecks.flatMap(({ rule, severity, check, fix }) =>
    check(manifest, context).map(({ path, error: { code, message } }) => ({
      rule,
      severity,
      fixable: fix !== undefined,
      code,
      path,
      message,
    })),
  );
  return findings.sort((a, b) => Number(b.severity === 'error') - Number(a.severity === 'error'));
}

/** Repairs everything that has a safe repair; throws `manifest.invalid` if it is no manifest to begin with. */
export function fixManifest(written: JsonObject, context: CheckContext = thisTerminal): JsonObject {
  let repaired = written;
  for (const { check, fix } of manifestChecks) {
    const manifest = parseManifestValue(repaired);
    if (fix && check(manifest, context).length > 0) repaired = fix(repaired, manifest, context);
  }
  return repaired;
}

/** Throws the first finding that forbids installation here: `manifest.incompatible`, `manifest.over-cap` … */
export function assertInstallable(manifest: Manifest, context: CheckContext = thisTerminal): void {
  for (const { severity, check } of manifestChecks) {
    const [fault] = severity === 'error' ? check(manifest, context) : [];
    if (fault) throw fault.error;
  }
}
