/** The chart: its state, its indicators, the replay, and the layout of the page. */

import { z } from 'zod';
import type { Http } from '../http.ts';
import {
  addIndicatorSchema,
  chartReply,
  indicatorReply,
  layoutReply,
  layoutSchema,
  okReply,
  replaySchema,
  setChartTypeSchema,
  setIndicatorSchema,
} from '../schemas.ts';
import type { RouteContext } from './index.ts';

const params = z.strictObject({ instance: z.string().max(64) });

export function addChartRoutes(app: Http, { host, layout }: RouteContext): void {
  const { chart } = host;

  app.get(
    '/api/chart',
    { schema: { summary: 'What the chart shows', response: { 200: chartReply } } },
    async () => chart.status,
  );

  app.post(
    '/api/chart/indicators',
    {
      schema: { summary: 'Put an indicator on the chart', body: addIndicatorSchema, response: { 201: indicatorReply } },
    },
    async ({ body }, reply) => {
      const added = chart.addIndicator(body.contribution, body.inputs);
      await chart.saved;
      return reply.status(201).send(added);
    },
  );

  app.patch(
    '/api/chart/indicators/:instance',
    {
      schema: {
        summary: 'Change the inputs of an indicator, hide or show it',
        params,
        body: setIndicatorSchema,
        response: { 200: indicatorReply },
      },
    },
    async ({ params: { instance }, body }) => {
      const changed = chart.setIndicator(instance, body);
      await chart.saved;
      return changed;
    },
  );

  app.delete(
    '/api/chart/indicators/:instance',
    { schema: { summary: 'Take an indicator off the chart', params, response: { 200: okReply } } },
    async (request) => {
      chart.removeIndicator(request.params.instance);
      await chart.saved;
      return { ok: true } as const;
    },
  );

  app.put(
    '/api/chart/type',
    {
      schema: {
        summary: 'Choose a chart type; without a contribution, the bars as they are',
        body: setChartTypeSchema,
        response: { 200: okReply },
      },
    },
    async ({ body }) => {
      chart.setChartType(body.contribution, body.inputs);
      await chart.saved;
      return { ok: true } as const;
    },
  );

  app.post(
    '/api/chart/replay',
    {
      schema: { summary: 'Replay the last bars as if they were live', body: replaySchema, response: { 200: okReply } },
    },
    async ({ body }) => {
      if ('action' in body) chart.replay(body.action);
      else chart.replaySpeed(body.speed);
      return { ok: true } as const;
    },
  );

  app.get(
    '/api/layout',
    { schema: { summary: 'How the page is laid out', response: { 200: layoutReply } } },
    async () => ({ layout: await layout.read() }),
  );

  app.put(
    '/api/layout',
    { schema: { summary: 'Keep the layout of the page', body: layoutSchema, response: { 200: okReply } } },
    async ({ body }) => {
      await layout.write(body.layout);
      return { ok: true } as const;
    },
  );
}
