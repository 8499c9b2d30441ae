/** What a check of a manifest is: one rule, told against one terminal, with a repair where there is a safe one. */

import type { CodedError, Json, JsonObject } from '@omnitrade/contracts';
import type { Manifest } from '../manifest-schema.ts';
import type { ResourcePolicy } from '../resources.ts';

/** The terminal a manifest is checked against. */
export interface CheckContext {
  readonly pluginApi: string;
  readonly resources: ResourcePolicy;
}

export interface ManifestCheck {
  /** Kebab-case name of the rule. */
  readonly rule: string;
  /** `error`: the plugin cannot be installed here; `warning`: it can, but its author should know. */
  readonly severity: 'error' | 'warning';
  check(manifest: Manifest, context: CheckContext): readonly CheckFault[];
  /** A repaired copy of plugin.json as it was written; absent where only the author can know what is right. */
  fix?(written: JsonObject, manifest: Manifest, context: CheckContext): JsonObject;
}

export interface CheckFault {
  readonly path: string;
  readonly error: CodedError;
}

/** Adds to a list of plugin.json as it was written. */
export function withAdded(written: JsonObject, field: string, items: readonly Json[]): JsonObject {
  const before = written[field];
  return { ...written, [field]: [...(Array.isArray(before) ? before : []), ...items] };
}
