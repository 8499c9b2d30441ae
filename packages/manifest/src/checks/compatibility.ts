/** Is the plugin made for the plugin API of this terminal? */

import semver from 'semver';
import { manifestError } from '../errors.ts';
import type { ManifestCheck } from './check.ts';

export const compatibility: ManifestCheck = {
  rule: 'compatibility',
  severity: 'error',
  check({ name, compatibility: { terminal: range } }, { pluginApi }) {
    if (semver.satisfies(pluginApi, range)) return [];
    const error = manifestError('incompatible', { plugin: name, range, terminal: pluginApi });
    return [{ path: 'compatibility.terminal', error }];
  },
};
