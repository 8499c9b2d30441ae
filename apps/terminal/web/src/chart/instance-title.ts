/** What an indicator instance is called on the chart: its short title and the inputs that tell it from its siblings. */

import type { IndicatorInfo, InputProperty, Json, JsonObject } from '@omnitrade/contracts';

/** `SMA 50`, `BB 20 2`, `RSI 14 open`: numbers always, words where they differ from their default, switches where on. */
export function toInstanceTitle(info: IndicatorInfo, inputs: JsonObject): string {
  const words = Object.entries(info.inputs).map(([key, property]) => toWord(property, inputs[key] ?? property.default));
  return [info.shortTitle ?? info.title, ...words.filter(Boolean)].join(' ');
}

function toWord(property: InputProperty, value: Json): string {
  if (typeof value === 'number') return `${value}`;
  if (typeof value === 'string') return value === property.default || property.type !== 'string' ? '' : value;
  return value === true && property.default === false ? (property.title ?? '') : '';
}
