/** Does the plugin depend on others, and not on itself? */

import type { JsonObject } from '@omnitrade/contracts';
import { manifestError } from '../errors.ts';
import type { ManifestCheck } from './check.ts';

export const dependencies: ManifestCheck = {
  rule: 'dependencies',
  severity: 'error',
  check({ name, dependencies: needed }) {
    if (!Object.hasOwn(needed, name)) return [];
    return [{ path: `dependencies.${name}`, error: manifestError('needs-itself', { plugin: name }) }];
  },
  fix(written, { name }) {
    const { [name]: _itself, ...others } = written.dependencies as JsonObject;
    return { ...written, dependencies: others };
  },
};
