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
    async upload(caller, [token, piece]) {
      caller.network.of(caller).upload(caller, token, piece);
      return null;
    },
    async abort(caller, [token]) {
      caller.network.of(caller).abort(token);
      return null;
    },
    async openSocket(caller, [given]) {
      if (typeof given !== 'object' || given === null || Array.isArray(given))
        throw networkError('bad-url', { plugin: caller.plugin, url: '', why: 'a socket is an object with a URL' });
      return caller.network.socketsOf(caller).open(caller, given as Readonly<Record<string, Json>>);
    },
    async readSocket(caller, [id]) {
      return caller.network.socketsOf(caller).read(caller, id);
    },
    async sendSocket(caller, [id, data, binary, more]) {
      return caller.network.socketsOf(caller).send(caller, id, data, binary === true, more === true);
    },
    async closeSocket(caller, [id, code, reason]) {
      caller.network.socketsOf(caller).close(id, code, reason);
      return null;
    },
    async close(caller, [id]) {
      if (typeof id === 'number') caller.network.of(caller).close(id);
      return null;
    },
  },
};
