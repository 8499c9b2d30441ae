/** `account`: balances, positions, orders and fills of the accounts the grant names. Each call is on record before it is answered. */

import { admit, assertStill } from '../grants/admit.ts';
import type { Capability } from './capability.ts';
import { accountError } from './errors.ts';

const permission = 'account:read';

export const account: Capability = {
  methods: {
    /** Only what it may read; the others are not even named. */
    async list(caller) {
      const all = await caller.terminal.accounts.list();
      const mine = all.filter(({ id }) => caller.grants.decide(permission, { account: id }).allow);
      // Without any grant this is the denial; with one it is the row and the mark of the flow rule.
      const { id } = mine[0] ?? all[0] ?? { id: 'none' };
      await admit(caller, { permission, call: 'account.list', target: { account: id } });
      return mine.map((one) => ({ ...one }));
    },
    async read(caller, [given]) {
      const id = typeof given === 'string' ? given.slice(0, 64) : '';
      await admit(caller, { permission, call: 'account.read', target: { account: id }, about: id });
      const { version } = caller.grants;
      const found = await caller.terminal.accounts.read(id);
      if (!found) throw accountError('unknown', { plugin: caller.plugin, account: id });
      assertStill(caller, { permission, call: 'account.read' }, version);
      return found;
    },
  },
};
