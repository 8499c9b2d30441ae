/** A trading desk at which nothing happens, for tests that are about something else. */

import type { DeskState } from '@omnitrade/contracts';
import type { TradingDesk } from '@omnitrade/host';

const state: DeskState = {
  accounts: [
    {
      ...{ id: 'paper', kind: 'paper', title: 'Paper account', time: null },
      view: { cash: '100000', equity: '100000', realised: '0', unrealised: '0', fees: '0', positions: [] },
    },
  ],
  ...{ orders: [], fills: [], runs: [], halted: null, instrument: null },
};

export const idleDesk: Pick<TradingDesk, 'state' | 'listen'> = {
  state,
  listen: () => ({ [Symbol.dispose]() {} }),
};
