/** A broker scenario: one instrument, an account, and what happens to both in the order in which it happens. */

import type { Dec, Instrument, Ms, OrderPatch } from '@omnitrade/contracts';
import type { OpeningPosition } from '../broker/paper-broker.ts';
import type { FillOptions, PolicyName } from '../fills/fill-options.ts';
import type { MarketData } from '../fills/market-data.ts';

/** Market data, or a command; what a command asks for is checked by the broker, which denies what is unsound. */
export type ScenarioStep =
  | { readonly kind: 'data'; readonly t: Ms; readonly data: MarketData }
  | {
      readonly kind: 'submit';
      readonly t: Ms;
      readonly order: Readonly<Record<string, unknown>> & { readonly id: string };
    }
  | { readonly kind: 'cancel'; readonly t: Ms; readonly id: string }
  | { readonly kind: 'amend'; readonly t: Ms; readonly id: string; readonly patch: OrderPatch };

export interface Scenario {
  readonly instrument: Instrument;
  readonly policy: PolicyName;
  readonly options: Partial<FillOptions>;
  readonly cash?: Dec;
  readonly positions: readonly OpeningPosition[];
  readonly latencyMs: number;
  readonly steps: readonly ScenarioStep[];
}
