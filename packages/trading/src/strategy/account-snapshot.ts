/** The account as a strategy may know it: what its fills left, and nothing that moves with the market. */

import type { AccountView, StrategyAccount } from '@omnitrade/contracts';

export function toStrategyAccount({ cash, realised, fees, positions }: AccountView): StrategyAccount {
  return {
    cash,
    realised,
    fees,
    positions: positions.map(({ instrument, qty, avgPrice, realised: gained, fees: paid }) => ({
      instrument,
      qty,
      ...(avgPrice !== undefined && { avgPrice }),
      realised: gained,
      fees: paid,
    })),
  };
}
