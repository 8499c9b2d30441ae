/** The sentences of everything that can go wrong with market data. */

import { defineErrors } from '@omnitrade/contracts';

export const marketError = defineErrors('market', {
  'bad-columns': (d: { column: string; why: string }) => `The bar column "${d.column}" ${d.why}.`,
  'bad-bar': (d: { series: string; index: number; why: string }) =>
    `Bar ${d.index} of ${d.series} is refused: ${d.why}.`,
  'bad-closed': (d: { series: string; closed: number; length: number }) =>
    `${d.series} cannot have ${d.closed} closed bars of ${d.length}: only the last bar may be open.`,
  'bad-timeframe': (d: { timeframe: string }) =>
    `"${d.timeframe}" is not a timeframe; write a number and a unit, for example 15m or 1D.`,
  'illegal-change': (d: { series: string; change: string; why: string }) =>
    `${d.series} cannot take this ${d.change}: ${d.why}.`,
  'delta-gap': (d: { series: string; rev: number; after: number }) =>
    `Change ${d.rev} of ${d.series} does not follow change ${d.after}; ask for the whole series again.`,
  'unknown-series': (d: { series: string }) => `No series ${d.series} is loaded; load its history first.`,
  'not-reentrant': (d: { series: string }) =>
    `${d.series} was changed by one of its own listeners; make the change after the listener has returned.`,
  held: (d: { series: string }) => `${d.series} is already being replayed; stop that replay first.`,
  'hold-ended': (d: { series: string }) => `The replay of ${d.series} has ended; start a new one.`,
  'nothing-to-replay': (d: { series: string }) => `${d.series} has no bars to replay.`,
  'replay-off': (d: { series: string }) => `No replay of ${d.series} is running; start one first.`,
  'bad-amount': (d: { what: string; value: number; range: string }) =>
    `The ${d.what} must be ${d.range}; it was ${d.value}.`,
  'unknown-calendar': (d: { calendar: string; known: readonly string[] }) =>
    `There is no calendar "${d.calendar}"; known are ${d.known.join(', ')}.`,
  'csv-encoding': (d: { name: string }) => `${d.name} is UTF-16 text; save it as UTF-8. Nothing was read.`,
  'csv-header': (d: { name: string; line: number; why: string }) =>
    `${d.name}, line ${d.line}: ${d.why}. Nothing was read.`,
  'csv-row': (d: { name: string; line: number; why: string }) =>
    `${d.name}, line ${d.line}: ${d.why}. Nothing was read.`,
});
