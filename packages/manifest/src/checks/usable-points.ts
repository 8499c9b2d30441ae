/** Can this terminal put every extension point of the plugin to use? */

import { type ExtensionPoint, extensionPoints } from '@omnitrade/contracts';
import { manifestError } from '../errors.ts';
import type { ManifestCheck } from './check.ts';

export const usablePoints: ManifestCheck = {
  rule: 'usable-points',
  severity: 'warning',
  check({ name, extensionPoints: named }) {
    return named.flatMap((point, i) => {
      const { since }: ExtensionPoint = extensionPoints[point];
      if (since !== 'later') return [];
      return [{ path: `extensionPoints[${i}]`, error: manifestError('not-yet-usable', { plugin: name, point }) }];
    });
  },
};
