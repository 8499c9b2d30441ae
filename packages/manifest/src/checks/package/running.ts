/** Does it run, and is it quick to start? */

import { isPointFault } from './declared-points.ts';
import { checkError } from './errors.ts';
import { manifestFile, type PackageRule } from './package-rule.ts';

/** Processor time of its first start; what is killed has five times as much. */
const slowStartMs = 100;

export const running: PackageRule = {
  rule: 'runs',
  severity: 'error',
  check({ trial, manifest }) {
    const file = manifest?.main ?? manifestFile;
    return trial?.failure && !isPointFault(trial)
      ? [{ file, error: checkError('does-not-run', { text: trial.failure.message }) }]
      : [];
  },
};

export const startTime: PackageRule = {
  rule: 'start-time',
  severity: 'warning',
  check({ trial, manifest }) {
    const ms = Math.round(trial?.startMs ?? 0);
    if (ms <= slowStartMs) return [];
    return [{ file: manifest?.main ?? manifestFile, error: checkError('slow-start', { ms, limitMs: slowStartMs }) }];
  },
};
