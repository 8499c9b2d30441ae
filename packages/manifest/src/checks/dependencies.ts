/** Does the plugin depend on others, and not on itself? */

import type { JsonObject } from '@omnitrade/contracts';
import { manifestError } from '../errors.ts';
import type { ManifestCheck } from './check.ts';

const fields = ['dependencies', 'optionalDependencies'] as const;

export const dependencies: ManifestCheck = {
  rule: 'dependencies',
  severity: 'error',
  check({ name, ...manifest }) {
    return fields
      .filter((field) => Object.hasOwn(manifest[field] ?? {}, name))
      .map((field) => ({ path: `${field}.${name}`, error: manifestError('needs-itself', { plugin: name, field }) }));
  },
  fix(written, { name }) {
    const without = fields.flatMap((field) => {
      if (written[field] === undefined) return [];
      const { [name]: _itself, ...others } = written[field] as JsonObject;
      return [[field, others] as const];
    });
    return { ...written, ...Object.fromEntries(without) };
  },
};
