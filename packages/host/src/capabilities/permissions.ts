/** `permissions`: a plugin asks for something it declared, at the moment it needs it. Any plugin may ask; the user decides. */

import { covers } from '@omnitrade/permissions';
import { permissionDenied } from '../errors.ts';
import type { Capability } from './capability.ts';

const call = 'permissions.request';

export const permissions: Capability = {
  methods: {
    async request(caller, [given]) {
      const permission = typeof given === 'string' ? given.slice(0, 300) : '';
      const { plugin, grants } = caller;
      if (grants.declared.some(({ id }) => covers(id, permission))) return caller.requests.ask(caller, permission);
      const sentence = `does not ask for '${permission}' in its plugin.json, so it can never have it`;
      throw permissionDenied('denied', { plugin, permission, call, why: 'not-declared', sentence });
    },
  },
};
