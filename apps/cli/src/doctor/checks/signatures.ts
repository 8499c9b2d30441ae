/** Whether the word on which each archive was taken still holds. */

import type { HomeCheck } from '../check.ts';
import type { Finding } from '../finding.ts';

export const signatures: HomeCheck = {
  name: 'signatures',
  well: 'Every plugin that came as an archive is still vouched for.',
  async find({ records, trust: store }) {
    const trust = await store.read(Date.now());
    return records.flatMap(({ id, source }): Omit<Finding, 'check'>[] => {
      if (source.kind !== 'archive' || !source.signed) return [];
      const { fingerprint, publisher } = source.signed;
      const pinned = trust.pins.get(id);
      if (trust.revoked.has(fingerprint))
        return [
          {
            level: 'error',
            plugin: id,
            message: `The key ${fingerprint} of ${publisher}, under which it was taken, was revoked.`,
            remedy: `Run omnitrade disable ${id}, and install a version signed with another key.`,
          },
        ];
      if (pinned !== undefined && pinned !== fingerprint)
        return [
          {
            level: 'warning',
            plugin: id,
            message: `It was taken under the key ${fingerprint}, but this home expects ${pinned}.`,
            remedy: 'Install it again, so that its signature is judged anew.',
          },
        ];
      return [];
    });
  },
};
