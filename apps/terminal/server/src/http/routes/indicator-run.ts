/** Runs one indicator over bars that come with the request: as JSON, or, for many bars, as frames of columns. */

import { barColumnNames, type JsonObject, toJsonNumber } from '@omnitrade/contracts';
import { frameType, fromFrames, toFrames } from '../column-frames.ts';
import { createFileSeries } from '../file-series.ts';
import type { Http } from '../http.ts';
import { indicatorRunReply, indicatorRunSchema } from '../schemas.ts';
import type { RouteContext } from './index.ts';

const framesLimit = 128 * 1024 * 1024;

export function addIndicatorRunRoute(app: Http, { host }: RouteContext): void {
  app.addContentTypeParser(frameType, { parseAs: 'buffer' }, (_request, body, done) => {
    try {
      const { header, length, columns } = fromFrames(body as Buffer, () => barColumnNames.length);
      const bars = Object.fromEntries(barColumnNames.map((name, at) => [name, columns[at]]));
      done(null, { ...header, bars: { length, ...bars } });
    } catch (error) {
      done(error as Error);
    }
  });

  app.post(
    '/api/indicator-run',
    {
      bodyLimit: framesLimit,
      schema: {
        summary: 'Run an indicator over given bars',
        description: `Many bars come as ${frameType}; the answer then has that form too.`,
        body: indicatorRunSchema,
        response: { 200: indicatorRunReply },
      },
    },
    async ({ body, headers }, reply) => {
      const { bars } = body;
      const { inputs, outputs } = await host.runIndicator({ ...body, series: createFileSeries(bars) });
      const keys = Object.keys(outputs);
      if (headers['content-type'] !== frameType) return { inputs, bars: bars.length, outputs: toJson(outputs) };
      reply.type(frameType);
      return toFrames({ header: { inputs, keys } as JsonObject, length: bars.length, columns: Object.values(outputs) });
    },
  );
}

/** One entry per bar, null where there is no number. */
const toJson = (outputs: Readonly<Record<string, Float64Array>>) =>
  Object.fromEntries(Object.entries(outputs).map(([key, column]) => [key, Array.from(column, toJsonNumber)]));
