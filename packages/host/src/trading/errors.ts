/** What the trading desk says when it refuses, and why a run ends. */

import { defineErrors } from '@omnitrade/contracts';

export const deskError = defineErrors('desk', {
  'unknown-strategy': (d: { contribution: string; nearest?: string }) =>
    `There is no strategy '${d.contribution}'${d.nearest ? `; did you mean '${d.nearest}'?` : '; install and enable a plugin that offers it.'}`,
  'unknown-order-type': (d: { contribution: string; nearest?: string }) =>
    `There is no order type '${d.contribution}'${d.nearest ? `; did you mean '${d.nearest}'?` : '; install and enable a plugin that offers it.'}`,
  'bad-inputs': (d: { contribution: string; text: string }) =>
    `${d.contribution} cannot run with these inputs: ${d.text}`,
  'cannot-start': (d: { contribution: string; text: string }) => `${d.contribution} could not begin: ${d.text}`,
  'run-failed': (d: { contribution: string; text: string }) => `${d.contribution} failed and was stopped: ${d.text}`,
});
