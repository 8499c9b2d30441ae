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
  'signal-only': (d: { order: string }) =>
    `Order ${d.order} was not sent: the plugin has no permission to place orders. Grant it in the list of plugins, and start the strategy again.`,
  halted: (d: { order: string }) =>
    `Order ${d.order} was not sent: all plugin trading is stopped. Resume it in the trading panel.`,
  'is-halted': () => 'All plugin trading is stopped. Resume it first.',
  'not-sent': (d: { order: string }) => `Order ${d.order} was not sent: the terminal ended before it could be.`,
  'market-restarted': (d: { instrument: string }) =>
    `The bars of ${d.instrument} were replaced, so what was ordered before them is canceled.`,
  'not-taken': (d: { order: string; text: string }) => `Order ${d.order} is not taken: ${d.text}`,
  'type-failed': (d: { order: string; text: string }) =>
    `What carried out order ${d.order} is gone, so its parts were canceled: ${d.text}`,
  'type-over': (d: { order: string }) => `Order ${d.order} was canceled.`,
  'not-resumed': (d: { order: string }) =>
    `Order ${d.order} was carried out in parts when the terminal ended; what was left of it is canceled.`,
  'run-over': (d: { run: string; reason: string }) => `The run that placed this order is over: ${d.reason}`,
  panicked: () => 'Everything that plugins had ordered was canceled at once.',
  'no-market': () => 'There is no chart whose instrument could be traded; open one first.',
  'unknown-account': (d: { account: string }) => `There is no account '${d.account}'.`,
  'unknown-order': (d: { order: string }) => `There is no order '${d.order}'.`,
  'order-done': (d: { order: string; status: string }) =>
    `Order ${d.order} is ${d.status} and cannot be changed any more.`,
  closed: () => 'The terminal is closing, so nothing more is traded.',
  'unknown-run': (d: { run: string }) => `There is no run '${d.run}'.`,
  'too-many-runs': (d: { limit: number }) => `At most ${d.limit} strategies run at a time; stop one first.`,
  'run-failed': (d: { contribution: string; text: string }) => `${d.contribution} failed and was stopped: ${d.text}`,
});
