/** Does the plugin ask for no more than this terminal gives? */

import type { JsonObject } from '@omnitrade/contracts';
import { resolveResources } from '../resources.ts';
import type { ManifestCheck } from './check.ts';

export const resourceCaps: ManifestCheck = {
  rule: 'resource-caps',
  severity: 'error',
  check({ resources }, context) {
    const resolved = resolveResources(resources, context.resources);
    if (resolved.ok) return [];
    return resolved.faults.map((error) => ({ path: `resources.${error.data.resource}`, error }));
  },
  fix(written, { resources }, context) {
    const resolved = resolveResources(resources, context.resources);
    if (resolved.ok) return written;
    const asked = Object.keys(written.resources as JsonObject) as (keyof typeof resolved.offered)[];
    return { ...written, resources: Object.fromEntries(asked.map((name) => [name, resolved.offered[name]])) };
  },
};
