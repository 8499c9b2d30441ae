/** Code that nothing refers to any more. */

import type { HomeCheck } from '../check.ts';

export const orphans: HomeCheck = {
  name: 'orphans',
  well: 'Nothing lies in the home that nobody needs.',
  async find({ inspection: { stored, drafts }, records, kept }) {
    const used = new Set([...records, ...kept.map(({ record }) => record)].map(({ digest }) => digest));
    const unused = stored.filter((digest) => !used.has(digest)).length;
    if (unused === 0 && drafts.length === 0) return [];
    const message = `${unused} packages and ${drafts.length} drafts lie in the home that nothing refers to.`;
    return [{ level: 'info', message, remedy: 'The next start of the terminal removes them.' }];
  },
};
