/** Every check of the manifest against this terminal, among the rules of a package. */

import { manifestChecks } from '../index.ts';
import { manifestFile, type PackageRule } from './package-rule.ts';

export const manifestRules: readonly PackageRule[] = manifestChecks.map(({ rule, severity, check, fix }) => ({
  rule,
  severity,
  check: ({ manifest, context, lineOf }) =>
    (manifest ? check(manifest, context) : []).map(({ path, error }) => {
      const line = lineOf(path);
      return { file: manifestFile, error, ...(line !== undefined && { line }) };
    }),
  ...(fix && {
    fix: ({ written, manifest, context }) =>
      written && manifest && check(manifest, context).length > 0 ? { manifest: fix(written, manifest, context) } : {},
  }),
}));
