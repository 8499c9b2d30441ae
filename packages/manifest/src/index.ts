/** plugin.json: its schema, how it is read, and what it is checked against. */

export { type PluginCategory, pluginCategories } from './categories.ts';
export type { CheckContext, ManifestCheck } from './checks/check.ts';
export {
  assertInstallable,
  fixManifest,
  type ManifestFinding,
  manifestChecks,
  runManifestChecks,
  thisTerminal,
} from './checks/index.ts';
export {
  checkPackage,
  checkSubject,
  fixSubject,
  type PackageFinding,
  type Repaired,
  readSubject,
} from './checks/package/check-package.ts';
export { checkError } from './checks/package/errors.ts';
export { packageRules } from './checks/package/index.ts';
export type {
  CheckedFile,
  PackageRule,
  PackageToCheck,
  Severity,
  Subject,
  TrialReport,
} from './checks/package/package-rule.ts';
export { manifestError } from './errors.ts';
export { toManifestJsonSchema } from './json-schema.ts';
export { writeJson } from './json-writer.ts';
export { type Manifest, type ManifestInput, manifestSchema, type PermissionRequest } from './manifest-schema.ts';
export { manifestTypesFile, toManifestTypes } from './manifest-types.ts';
export { isPackagePath } from './package-path.ts';
export {
  checkManifest,
  type ManifestIssue,
  manifestMaxBytes,
  parseManifest,
  parseManifestValue,
  readManifest,
} from './parse-manifest.ts';
export {
  defaultResourcePolicy,
  type ResolvedResources,
  type ResourceName,
  type ResourcePolicy,
  type Resources,
  resolveResources,
  resourceNames,
} from './resources.ts';
export { type ResolvedValues, type ResolveOptions, resolveInputs, resolveSettings } from './settings-schema.ts';
