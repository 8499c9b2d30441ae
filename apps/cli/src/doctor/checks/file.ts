/** The one file in which everything but code is kept. */

import type { HomeCheck } from '../check.ts';

export const file: HomeCheck = {
  name: 'file',
  well: 'The file of the home is whole.',
  find: async ({ inspection: { faults } }) =>
    faults.map((fault) => ({
      level: 'error',
      message: `In omnitrade.db: ${fault}.`,
      remedy: 'Put back a copy of the home, or move the file away to start with an empty one.',
    })),
};
