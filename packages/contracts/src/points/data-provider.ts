/** Extension point `data.provider`: a source of instruments, history and live bars. */

import type { Adjustment, Bar, BarColumns, Instrument, Ms, TimeframeText } from '../market.ts';

export interface ProviderCapabilities {
  readonly timeframes: readonly TimeframeText[];
  readonly history: 'bars' | 'ticks' | 'both';
  readonly stream: readonly ('bar' | 'quote' | 'trade')[];
  readonly maxBarsPerCall: number;
  readonly lastBar: 'may-be-open' | 'always-closed' | 'unknown';
  readonly stampedAt: 'open' | 'close';
}

/** The part of a provider that is data, recorded at installation. */
export interface ProviderInfo {
  readonly title: string;
  readonly description?: string;
  readonly capabilities: ProviderCapabilities;
}

export interface InstrumentHit {
  readonly id: string;
  readonly title: string;
  readonly kind: Instrument['kind'];
}

export interface BarsRequest {
  readonly id: string;
  readonly timeframe: TimeframeText;
  /** Bars that open before this. */
  readonly to: Ms;
  /** At most this many, the newest ones before `to`. */
  readonly countBack: number;
  readonly adjustment: Adjustment;
}

export interface BarsAnswer {
  readonly columns: BarColumns;
  /** Whether there is anything older. */
  readonly earlier: 'yes' | 'no';
  readonly lastClosed: boolean;
}

export interface BarSubscription {
  readonly sub: string;
  readonly id: string;
  readonly timeframe: TimeframeText;
}

export type ProviderStatus = 'connecting' | 'live' | 'stale' | 'down';
export const providerErrorCodes = [
  'not-found',
  'rate-limited',
  'auth',
  'unsupported',
  'network',
  'bad-response',
  'outside-range',
] as const;
export type ProviderErrorCode = (typeof providerErrorCodes)[number];

/** What a provider may call while it lives. */
export interface ProviderContext {
  /** A bar of a subscription: the open one as it changes, or a closed one. `seq` counts per subscription from 1. */
  emit(update: { readonly sub: string; readonly seq: number; readonly bar: Bar; readonly closed: boolean }): void;
  status(status: ProviderStatus, text?: string): void;
}

/** What an author writes. Every method may be async; a throw with a `code` of {@link providerErrorCodes} is shown as such. */
export interface DataProviderDef {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
  readonly capabilities: ProviderCapabilities;
  connect?(context: ProviderContext): void | Promise<void>;
  disconnect?(): void | Promise<void>;
  search(query: string): readonly InstrumentHit[] | Promise<readonly InstrumentHit[]>;
  resolve(id: string): Instrument | Promise<Instrument>;
  bars(request: BarsRequest): BarsAnswer | Promise<BarsAnswer>;
  subscribe?(subscription: BarSubscription): void;
  unsubscribe?(sub: string): void;
}
