/** What capabilities say when a call cannot be answered though it is allowed. */

import { defineErrors } from '@omnitrade/contracts';

export const dataError = defineErrors('data', {
  'none-here': (d: { instrument: string }) =>
    `There are no bars of ${d.instrument} here: this run reaches no provider.`,
  'bad-call': (d: { plugin: string; why: string }) =>
    `${d.plugin} asked for data in a way that does not work: ${d.why}.`,
  'no-provider': (d: { instrument: string }) =>
    `No data provider is in use, so there are no bars of ${d.instrument}; choose one for the chart first.`,
  'too-many': (d: { plugin: string; limit: number }) =>
    `${d.plugin} waits for ${d.limit} answers about bars already; wait for one of them first.`,
});

export const accountError = defineErrors('account', {
  unknown: (d: { plugin: string; account: string }) =>
    `${d.plugin} asked for the account '${d.account}', which does not exist.`,
});

export const noticeError = defineErrors('notice', {
  'bad-call': (d: { plugin: string }) =>
    `${d.plugin} showed a notification without a title; it has a title and a text, both plain.`,
  'too-many': (d: { plugin: string; limit: number }) =>
    `${d.plugin} may show ${d.limit} notifications a minute; this one was left out.`,
});
