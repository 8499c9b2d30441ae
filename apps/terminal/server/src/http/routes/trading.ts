/** Trading over the API: the desk, and backtests. Everything here is PAPER. */

import { toBacktestDocument } from '@omnitrade/host';
import { carryOutTrade } from '../../trade-action.ts';
import { createPaperSeries } from '../file-series.ts';
import type { Http } from '../http.ts';
import { backtestReply, backtestSchema, deskReply, tradeActionSchema } from '../trading-schemas.ts';
import type { RouteContext } from './index.ts';

const bodyLimit = 128 * 1024 * 1024;

export function addTradingRoutes(app: Http, { host }: RouteContext): void {
  app.get(
    '/api/trading',
    { schema: { summary: 'Paper accounts, orders, fills and strategies at work', response: { 200: deskReply } } },
    async () => host.trading.state as never,
  );

  app.post(
    '/api/trading',
    {
      schema: {
        summary: 'Place, change and cancel orders; start and stop strategies; stop all plugin trading',
        body: tradeActionSchema,
        response: { 200: deskReply },
      },
    },
    async ({ body }) => {
      await carryOutTrade(host.trading, body);
      return host.trading.state as never;
    },
  );

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
