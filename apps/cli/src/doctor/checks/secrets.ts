/** The key of the secrets, and the record of what plugins did. */

import type { HomeCheck } from '../check.ts';

export const secrets: HomeCheck = {
  name: 'secrets',
  well: 'Nobody else can read the key of the secrets, and the audit is as it was written.',
  async find({ home, inspection: { keyOpen } }) {
    const audit = await home.data.audit.verify();
    return [
      ...(keyOpen
        ? [
            {
              level: 'error' as const,
              message: 'Others on this computer can read the key of the secrets.',
              remedy: `Run chmod 600 ${home.dir}/secrets.key, and change the secrets.`,
            },
          ]
        : []),
      ...(audit.ok
        ? []
        : [
            {
              level: 'error' as const,
              message: `The audit is not as it was written: entry ${audit.seq} was changed, taken out or put in.`,
              remedy: 'Do not rely on it before that entry; find out who else can write to the home.',
            },
          ]),
    ];
  },
};
