/** What the lifecycle says when it refuses. */

import { defineErrors } from '@omnitrade/contracts';

export const lifecycleError = defineErrors('lifecycle', {
  'illegal-move': (d: { from: string; event: string; legal: readonly string[] }) =>
    `A plugin that is ${d.from} cannot ${d.event}; it can ${d.legal.join(' or ')}.`,
  'undo-failed': (d: { step: string; action: string; why: string; failed: string }) =>
    `The change failed at ${d.step} (${d.why}), and could not be undone (${d.action}: ${d.failed}); starting the terminal again undoes it.`,
});
