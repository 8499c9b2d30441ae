/** What a user does at the trading desk, from the page or the API, carried out. */

import { CodedError, type TradeAction } from '@omnitrade/contracts';
import type { TradingDesk } from '@omnitrade/host';

/** Resolves when it is done and on disk; throws `desk.*`, and why an order was denied or rejected. */
export async function carryOutTrade(desk: TradingDesk, action: TradeAction): Promise<void> {
  switch (action.do) {
    case 'submit': {
      const { id, status, code, reason } = await desk.submit(action.order);
      if (status === 'denied' || status === 'rejected')
        throw new CodedError(code ?? 'order.denied', reason ?? `Order ${id} was ${status}.`, { order: id });
      return;
    }
    case 'cancel':
      return void (await desk.cancel(action.order));
    case 'amend':
      return void (await desk.amend(action.order, action.patch));
    case 'cancel-all':
      return desk.cancelAll();
    case 'start': {
      const { contribution, inputs, orphans } = action;
      return void (await desk.start({ contribution, inputs, ...(orphans && { orphans }) }));
    }
    case 'stop':
      return void (await desk.stop(action.run));
    case 'dismiss':
      return desk.dismiss(action.run);
    case 'halt':
      desk.halt();
      return desk.settled;
    case 'resume':
      return desk.resume();
  }
}
