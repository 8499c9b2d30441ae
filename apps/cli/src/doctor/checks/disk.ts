/** Room for what is still to be kept. */

import type { HomeCheck } from '../check.ts';

const mb = 1_048_576;
const lowBytes = 256 * mb;
const noneBytes = 16 * mb;

export const disk: HomeCheck = {
  name: 'disk',
  well: 'There is room on the disk of the home.',
  async find({ home, inspection: { freeBytes } }) {
    if (freeBytes >= lowBytes) return [];
    const message = `Only ${Math.floor(freeBytes / mb)} MB are free on the disk of ${home.dir}.`;
    const remedy = 'Free some space: changes that cannot be kept are refused.';
    return [{ level: freeBytes < noneBytes ? 'error' : 'warning', message, remedy }];
  },
};
