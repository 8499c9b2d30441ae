/** Short ways to write scenarios in tests: everything still goes through the reader that files go through. */

import { parseScenario } from './parse-scenario.ts';
import { runScenario, type ScenarioResult } from './run-scenario.ts';

export const minute = 60_000;
export const hour = 3_600_000;
export const day = 86_400_000;

/** `101/103/100/102` as a bar of the given time, length and volume. */
export function bar(t: number, prices: string, volume: string | null = null, length = minute): object {
  const [open, high, low, close] = prices.split('/');
  return { t, bar: { open, high, low, close, volume, end: t + length } };
}

/** `99.5/100.5`, sizes after an x: `99.5x10/100.5x20`. */
export function quote(t: number, text: string): object {
  const [[bid, bidSize], [ask, askSize]] = text.split('/').map((side) => side.split('x')) as [string[], string[]];
  return { t, quote: { bid, ask, ...(bidSize && { bidSize }), ...(askSize && { askSize }) } };
}

export function trade(t: number, price: string, size?: string, aggressor?: 'buyer' | 'seller'): object {
  return { t, trade: { price, ...(size && { size }), ...(aggressor && { aggressor }) } };
}

/** `buy 100 limit 101.5`, `sell 5 stop 90`, `buy 1 stop-limit 101.5/101.75` and further fields. */
export function submit(t: number, text: string, fields: object = {}): object {
  const [side, qty, type, prices] = text.split(' ');
  const [first, second] = prices?.split('/') ?? [];
  const price = type === 'limit' ? first : second;
  const stop = type === 'limit' ? undefined : first;
  return { t, submit: { id: 'a', side, qty, type, ...(price && { price }), ...(stop && { stop }), ...fields } };
}

export interface Setting {
  readonly policy?: string;
  readonly instrument?: object;
  readonly options?: object;
  readonly account?: object;
}

export function run(setting: Setting | string, ...events: object[]): ScenarioResult {
  const given = typeof setting === 'string' ? { policy: setting } : setting;
  const scenario = { instrument: {}, ...given, events };
  return runScenario(parseScenario(JSON.stringify(scenario), { name: 'the test' }));
}

/** The fills of an order as `qty@price`. */
export function fillsOf({ events }: ScenarioResult, order = 'a'): string[] {
  return events
    .filter((event) => event.order === order && event.lastQty)
    .map(({ lastQty, lastPrice }) => `${lastQty}@${lastPrice}`);
}

/** The states an order went through. */
export function statesOf({ events }: ScenarioResult, order = 'a'): string[] {
  return events.filter((event) => event.order === order).map(({ status }) => status);
}

/** Codes of what was denied, rejected, canceled. */
export function codesOf({ events }: ScenarioResult, order = 'a'): string[] {
  return events.flatMap((event) => (event.order === order && event.code ? [event.code] : []));
}
