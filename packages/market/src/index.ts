/** Market data: series of bars and their changes, the hub that owns them, checks, calendars, replay and bars as CSV. */

export {
  type BarReport,
  checkBars,
  describeRejections,
  maxRejections,
  parseBar,
  type Rejection,
  type RejectionCode,
  rejectionCodes,
} from './bar-check.ts';
export { type CsvOptions, parseBarsCsv, toBarsCsv } from './bars-csv.ts';
export { barClose, type CalendarName, calendarNames, isCalendarName, isTradingDay } from './calendar.ts';
export { type ColumnSet, copyBars, createColumnSet, joinBars, readBar, toBarColumns, viewBars } from './columns.ts';
export { mergeDeltas } from './deltas.ts';
export { marketError } from './errors.ts';
export {
  createHub,
  type Hold,
  type Hub,
  type QuarantineCode,
  quarantineCodes,
  type SeriesListener,
  type SeriesSource,
  type UpdateResult,
} from './hub.ts';
export { checkInstrument, type InstrumentCheck } from './instrument-check.ts';
export { createReplay, defaultReplayBars, type Replay, type ReplayOptions } from './replay.ts';
export { createSeries, type Series, type SeriesOptions } from './series.ts';
export { ticksPerBar } from './tick-path.ts';
