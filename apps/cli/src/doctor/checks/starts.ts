/** Starts that never came to their end, and changes that were cut short. */

import { failedStartsMax } from '@omnitrade/host';
import type { HomeCheck } from '../check.ts';

export const starts: HomeCheck = {
  name: 'starts',
  well: 'The last start went well, and no change is half done.',
  async find({ home, inspection: { unfinishedStarts } }) {
    const open = await home.changes.open();
    return [
      ...(unfinishedStarts === 0
        ? []
        : [
            {
              level: 'warning' as const,
              message: `The terminal did not finish starting ${unfinishedStarts === 1 ? 'the last time' : `${unfinishedStarts} times in a row`}.`,
              remedy: `${unfinishedStarts >= failedStartsMax ? 'It starts without plugins the next time. ' : ''}Run omnitrade doctor --bisect to find a plugin that keeps it from starting.`,
            },
          ]),
      ...open.map(({ plugin, kind, from, to }) => ({
        level: 'info' as const,
        plugin,
        message: `Its ${kind} ${from === null ? `of ${to}` : `from ${from} to ${to}`} was cut short.`,
        remedy: 'The next start puts everything back as it was; nothing needs to be done.',
      })),
    ];
  },
};
