/** Does the plugin ask for the permission that each of its extension points needs? */

import { type ExtensionPoint, extensionPoints } from '@omnitrade/contracts';
import { manifestError } from '../errors.ts';
import type { Manifest } from '../manifest-schema.ts';
import { type ManifestCheck, withAdded } from './check.ts';

function findMissing({ extensionPoints: named, permissions }: Manifest) {
  return named.flatMap((point, i) => {
    const { permission }: ExtensionPoint = extensionPoints[point];
    return permission && !permissions.some((asked) => asked.id === permission) ? [{ point, permission, i }] : [];
  });
}

export const pointPermissions: ManifestCheck = {
  rule: 'point-permissions',
  severity: 'error',
  check(manifest) {
    return findMissing(manifest).map(({ point, permission, i }) => ({
      path: `extensionPoints[${i}]`,
      error: manifestError('permission-needed', { plugin: manifest.name, point, permission }),
    }));
  },
  fix(written, manifest) {
    const needed = new Set(findMissing(manifest).map(({ permission }) => permission));
    return withAdded(written, 'permissions', [...needed]);
  },
};
