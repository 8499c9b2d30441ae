/** Does the plugin contribute where it says, and nowhere else? */

import { checkError } from './errors.ts';
import { type Fault, manifestFile, type PackageRule, type Subject, type TrialReport } from './package-rule.ts';

/** The trial compares too, at its end: a failure by that has seen everything the plugin adds. */
const pointFaults = ['registry.undeclared-point', 'registry.unused-point'];

export const isPointFault = (trial: TrialReport | undefined): boolean =>
  pointFaults.includes(trial?.failure?.code ?? '');
const isPartial = ({ trial }: Subject) => trial?.failure !== undefined && !isPointFault(trial);

export const declaredPoints: PackageRule = {
  rule: 'declared-points',
  severity: 'error',
  check(subject) {
    const { manifest, lineOf } = subject;
    const recorded = recordedPoints(subject);
    if (!manifest || !recorded) return [];
    const named: readonly string[] = manifest.extensionPoints;
    const missing = recorded
      .filter((point) => !named.includes(point))
      .map((point): Fault => {
        const line = lineOf('extensionPoints');
        return { file: manifestFile, error: checkError('undeclared-point', { point }), ...(line && { line }) };
      });
    // A plugin that failed may have been about to add the rest.
    const unused = isPartial(subject) ? [] : named.filter((point) => !recorded.includes(point));
    const surplus = unused.map((point): Fault => {
      const line = lineOf(`extensionPoints[${named.indexOf(point)}]`);
      return { file: manifestFile, error: checkError('unused-point', { point }), ...(line && { line }) };
    });
    return [...missing, ...surplus];
  },
  fix(subject) {
    const { written } = subject;
    const recorded = recordedPoints(subject);
    if (!written || !recorded) return {};
    const named = Array.isArray(written.extensionPoints) ? written.extensionPoints : [];
    const kept = isPartial(subject) ? named : named.filter((point) => recorded.includes(point as string));
    const added = recorded.filter((point) => !kept.includes(point));
    return { manifest: { ...written, extensionPoints: [...kept, ...added] } };
  },
};

function recordedPoints({ trial }: Subject): string[] | undefined {
  return trial && [...new Set(trial.contributions.map(({ point }): string => point))].sort();
}
