/** `network`: requests over TLS to granted hosts. What each call needs is said by its URL, so every one asks for itself. */

import type { Json } from '@omnitrade/contracts';
import { networkError } from '../network/errors.ts';
import type { Capability } from './capability.ts';

export const network: Capability = {
  methods: {
    async fetch(caller, [given]) {
      if (typeof given !== 'object' || given === null || Array.isArray(given))
        throw networkError('bad-url', { plugin: caller.plugin, url: '', why: 'a request is an object with a URL' });
      return caller.network.of(caller).fetch(caller, given as Readonly<Record<string, Json>>);
    },
    /** base64: pieces are cut anywhere, also inside a character. */
    async read(caller, [id]) {
      const piece = await caller.network.of(caller).read(caller, id);
      return piece ? piece.toString('base64') : null;
    },
    async close(caller, [id]) {
      if (typeof id === 'number') caller.network.of(caller).close(id);
      return null;
    },
  },
};
