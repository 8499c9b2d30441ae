/** The account as a strategy may know it: what its fills left, and nothing that moves with the market. */

import type { AccountView, Dec, StrategyAccount } from '@omnitrade/contracts';

/** `own`: what the run itself holds. */
export function toStrategyAccount({ cash, realised, fees, positions }: AccountView, own: Dec): StrategyAccount {
  return {
    cash,
    realised,
    fees,
    own,
    positions: positions.map(({ instrument, qty, avgPrice, realised: gained, fees: paid }) => ({
      instrument,
      qty,
      ...(avgPrice !== undefined && { avgPrice }),
      realised: gained,
      fees: paid,
    })),
  };
}
