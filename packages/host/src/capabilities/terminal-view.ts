/** What capabilities may see of the terminal, and do in it; handed over by the host, one for all plugins. */

import type { JsonObject, PluginId } from '@omnitrade/contracts';
import { dataError } from './errors.ts';

/** The chart as whoever looks at it sees it. */
export interface ChartLook {
  /** Rises with every change. */
  readonly rev: number;
  /** null while there is no chart. */
  readonly instrument: string | null;
  readonly title: string | null;
  readonly timeframe: string | null;
  /** Open times of the first and the last bar in view; null while no page is open. */
  readonly from: number | null;
  readonly to: number | null;
  /** Open time of the bar the user picked. */
  readonly selected: number | null;
}

/** What a page tells of its chart; open times of bars. */
export interface LookReport {
  readonly from: number;
  readonly to: number;
  readonly selected: number | null;
}

export interface BarsWish {
  readonly instrument: string;
  readonly timeframe: string;
  /** Bars that opened before this. */
  readonly to: number;
  readonly count: number;
}

export interface BarsPage {
  /** Six columns, as in `BarColumns`. */
  readonly columns: readonly Float64Array[];
  readonly earlier: boolean;
}

/** Accounts as the broker keeps them; every figure is decimal text. */
export interface AccountReader {
  list(): Promise<readonly AccountInfo[]>;
  /** Balances, positions, orders and fills; undefined if there is no such account. */
  read(account: string): Promise<JsonObject | undefined>;
}

export interface AccountInfo {
  readonly id: string;
  readonly kind: 'paper' | 'live';
  readonly currency: string;
}

export interface PluginNotice {
  readonly title: string;
  readonly text: string;
}

export interface TerminalView {
  readonly look: ChartLook;
  listenLook(listener: () => void): Disposable;
  /** Throws `data.*` and `chart.*`. */
  bars(wish: BarsWish): Promise<BarsPage>;
  readonly accounts: AccountReader;
  notify(plugin: PluginId, notice: PluginNotice): void;
}

export const noAccounts: AccountReader = { list: async () => [], read: async () => undefined };

/** For runs that see and touch nothing: a trial, a run over given bars. */
export const blankView: TerminalView = {
  look: { rev: 0, instrument: null, title: null, timeframe: null, from: null, to: null, selected: null },
  listenLook: () => ({ [Symbol.dispose]() {} }),
  bars: ({ instrument }) => Promise.reject(dataError('none-here', { instrument })),
  accounts: noAccounts,
  notify: () => {},
};
