/** What of the terminal a plugin may look at, ask and tell; types only. */

import type { JsonObject } from '@omnitrade/contracts';

/** The chart as whoever looks at it sees it; null for what is not known. */
export interface ChartLook {
  /** Rises with every change. */
  readonly rev: number;
  readonly instrument: string | null;
  readonly title: string | null;
  readonly timeframe: string | null;
  /** Open times of the first and last bar in view. */
  readonly from: number | null;
  readonly to: number | null;
  /** Open time of the bar the user picked. */
  readonly selected: number | null;
}

export interface BarsWish {
  /** For example `INDEX:SPX`; the user may have given some instruments only. */
  readonly instrument: string;
  readonly timeframe: string;
  /** Bars that opened before this; all there are without it. */
  readonly to?: number;
  /** The newest so many, at most 500. */
  readonly count?: number;
}

export interface MarketBars {
  readonly length: number;
  readonly time: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
  /** Whether there are bars before these. */
  readonly earlier: boolean;
}

export interface AccountInfo {
  readonly id: string;
  readonly kind: 'paper' | 'live';
  readonly currency: string;
}

/** Balances, positions, orders and fills; every figure is decimal text. */
export type AccountState = JsonObject;

/** Part of what `activate` receives. */
export interface Views {
  /** The chart on show: present while `charts:read` is granted. */
  readonly view: {
    look(): Promise<ChartLook>;
    /** Calls at once and with every change, the newest only; returns how to stop. Ends with the permission. */
    onLook(listener: (look: ChartLook) => void): () => void;
  };
  /** Bars of any instrument: present while `data:read` is granted. Rejects with `permission.denied` beyond its limits. */
  readonly market: { bars(wish: BarsWish): Promise<MarketBars> };
  /**
   * Accounts: present while `account:read` is granted. After the first call the plugin reaches only those hosts of which the
   * user said that account data may go there.
   */
  readonly account: { list(): Promise<AccountInfo[]>; read(id: string): Promise<AccountState> };
  /** Shows a notification in the terminal's own frame, with the plugin's name: present while `ui:notify` is granted. */
  readonly notify: (title: string, text?: string) => Promise<void>;
  readonly permissions: {
    /**
     * Asks the user for something the manifest declares, best when it is needed (`"optional": true`). Resolves to whether it
     * is granted now; a user who said no is not asked again until the terminal is started anew.
     */
    request(permission: string): Promise<boolean>;
  };
}
