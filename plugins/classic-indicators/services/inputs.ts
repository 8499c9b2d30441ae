/** The inputs that several indicators declare alike. */

import type { InputsSchema } from '@omnitrade/sdk';

type Input = InputsSchema[string];

/** Longest window: an average over it costs 0.3 µs a bar (see window.ts). */
export const maxLength = 500;

export const sourceInput = {
  type: 'string',
  title: 'Source',
  description: 'The price, or the volume, that is read from each bar.',
  default: 'close',
  enum: ['close', 'open', 'high', 'low', 'hl2', 'hlc3', 'ohlc4', 'volume'],
  'x-ui': { widget: 'source' },
} as const satisfies Input;

export function lengthInput(length: number, title = 'Length') {
  return { type: 'integer', title, default: length, minimum: 1, maximum: maxLength } as const satisfies Input;
}
