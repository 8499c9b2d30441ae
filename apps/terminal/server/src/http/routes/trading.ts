/** Trading over the API: backtests. Everything here is PAPER. */

import { toBacktestDocument } from '@omnitrade/host';
import { createPaperSeries } from '../file-series.ts';
import type { Http } from '../http.ts';
import { backtestReply, backtestSchema } from '../trading-schemas.ts';
import type { RouteContext } from './index.ts';

const bodyLimit = 128 * 1024 * 1024;

export function addTradingRoutes(app: Http, { host }: RouteContext): void {
  app.post(
    '/api/backtest',
    {
      bodyLimit,
      schema: {
        summary: 'Run a strategy over given bars on a paper account of its own',
        body: backtestSchema,
        response: { 200: backtestReply },
      },
    },
    async ({ body }) => {
      const { plugin, strategy, inputs, policy, cash, seed, bars } = body;
      const result = await host.runBacktest(plugin, strategy, {
        ...{ inputs, series: createPaperSeries(bars) },
        ...(policy && { policy }),
        ...(cash !== undefined && { cash }),
        ...(seed !== undefined && { options: { seed } }),
      });
      return { ...toBacktestDocument(result, bars.time) } as never;
    },
  );
}
