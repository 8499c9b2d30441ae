/** What the lifecycle says when it refuses. */

import { defineErrors } from '@omnitrade/contracts';

export const lifecycleError = defineErrors('lifecycle', {
  'illegal-move': (d: { from: string; event: string; legal: readonly string[] }) =>
    `A plugin that is ${d.from} cannot ${d.event}; it can ${d.legal.join(' or ')}.`,
});
