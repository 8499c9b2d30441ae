/** The formats a string may ask for: what each accepts, and how to say so. Linear-time tests only. */

import { isInstrumentId, isLocalId } from '../ids.ts';
import type { schemaFormats } from '../inputs.ts';
import { parseTimeframe } from '../market.ts';

interface Format {
  /** Ends the sentence "… must be". */
  readonly expected: string;
  accepts(text: string): boolean;
}

const dayShape = /^\d{4}-\d\d-\d\d$/;
const instantShape = /^\d{4}-\d\d-\d\dT\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?(?:Z|[+-]\d\d:\d\d)$/;

/** True for days that exist: `Date.parse` takes 30 February for 1 March. */
function isDay(text: string): boolean {
  if (!dayShape.test(text)) return false;
  const time = Date.parse(text);
  return !Number.isNaN(time) && new Date(time).toISOString().startsWith(text);
}

export const formats: Readonly<Record<(typeof schemaFormats)[number], Format>> = {
  color: {
    expected: 'a colour such as "#2962ff"',
    accepts: (text) => /^#(?:[0-9a-fA-F]{3}|[0-9a-fA-F]{6}|[0-9a-fA-F]{8})$/.test(text),
  },
  symbol: { expected: 'an instrument such as "INDEX:SPX"', accepts: isInstrumentId },
  timeframe: { expected: 'a timeframe such as "15m" or "1D"', accepts: (text) => parseTimeframe(text) !== undefined },
  session: {
    expected: 'a span of the day such as "09:30-16:00"',
    accepts: (text) => /^(?:[01]\d|2[0-3]):[0-5]\d-(?:[01]\d|2[0-3]):[0-5]\d$/.test(text),
  },
  secret: { expected: 'the name of a stored secret such as "api-key"', accepts: isLocalId },
  date: { expected: 'a day such as "2026-01-31"', accepts: isDay },
  'date-time': {
    expected: 'an instant such as "2026-01-31T16:00Z"',
    accepts: (text) => instantShape.test(text) && isDay(text.slice(0, 10)) && !Number.isNaN(Date.parse(text)),
  },
  uri: {
    expected: 'an address such as "https://example.com/x"',
    accepts: (text) => /^https?:\/\/[^\s/]/.test(text) && URL.canParse(text),
  },
};
