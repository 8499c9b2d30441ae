/** What a program needs that talks to a terminal without being one; loads nothing of the server. */

export { type ColumnsMessage, frameType, fromFrames, toFrames } from './http/column-frames.ts';
export { createFileSeries, createPaperSeries } from './http/file-series.ts';
