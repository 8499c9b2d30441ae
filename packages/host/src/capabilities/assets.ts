/** `assets`: a plugin reads the text files of its own package. */

import { assetsError } from '../errors.ts';
import type { Capability } from './capability.ts';

export const assets: Capability = {
  methods: {
    async text({ plugin, package: files }, [path]) {
      const asked = typeof path === 'string' ? path : '';
      const text = await files.readAsset(asked);
      if (text === undefined) throw assetsError('missing', { plugin, path: asked.slice(0, 200) });
      return text;
    },
  },
};
