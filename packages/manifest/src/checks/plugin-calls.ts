/** Does the plugin depend on every plugin it asks to call? Otherwise that plugin may be absent. */

import { parsePermission } from '@omnitrade/permissions';
import { manifestError } from '../errors.ts';
import type { ManifestCheck } from './check.ts';

export const pluginCalls: ManifestCheck = {
  rule: 'plugin-calls',
  severity: 'warning',
  check({ name, permissions, dependencies, optionalDependencies = {} }) {
    return permissions.flatMap(({ id, optional }, i) => {
      const permission = parsePermission(id);
      if (optional || permission.family !== 'plugins') return [];
      if ([dependencies, optionalDependencies].some((needed) => Object.hasOwn(needed, permission.plugin))) return [];
      const error = manifestError('undeclared-dependency', { plugin: name, dependency: permission.plugin });
      return [{ path: `permissions[${i}]`, error }];
    });
  },
};
