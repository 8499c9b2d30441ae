/** What a test is told when it asks for what cannot be. */

import { defineErrors } from '@omnitrade/contracts';

export const testError = defineErrors('test', {
  'no-answer': (d: { url: string }) =>
    `Nothing was written down to be answered for ${d.url}; call network.answer() with it first.`,
  'bad-url': (d: { url: string }) =>
    `${JSON.stringify(d.url)} is no URL; write it whole, such as https://api.example.com/*.`,
  'not-installed': (d: { plugin: string; text: string }) => `${d.plugin} could not be installed. ${d.text}`,
  'no-bars': (d: { what: string }) => `There are no bars yet; call market.addBars() before ${d.what}.`,
  'bad-bars': (d: { text: string }) => `These bars cannot be added. ${d.text}`,
  'not-settled': (d: { seconds: number; what: string }) =>
    `After ${d.seconds} seconds there is still something under way: ${d.what}.`,
  'no-panel': (d: { panel: string; text: string }) => `The panel "${d.panel}" does not open. ${d.text}`,
  'no-node': (d: { what: string; shown: string }) => `The panel shows no ${d.what}. It shows: ${d.shown}`,
});
