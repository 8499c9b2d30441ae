/** Plugins that stand still because they failed, and what they failed of lately. */

import type { HomeCheck } from '../check.ts';

export const plugins: HomeCheck = {
  name: 'plugins',
  well: 'No plugin stands still for an error.',
  async find({ records }) {
    return records.flatMap(({ id, failure }) =>
      failure === null
        ? []
        : [
            {
              level: 'warning' as const,
              plugin: id,
              message: `It is ${failure.state}: ${failure.message}`,
              remedy: `Run omnitrade retry ${id} once it is mended, omnitrade rollback ${id} to return to the version before, or omnitrade disable ${id}.`,
            },
          ],
    );
  },
};
