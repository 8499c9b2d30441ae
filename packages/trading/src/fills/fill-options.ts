/** The switches of the fill policies, with the defaults of each: one table, so that no default hides in the code. */

import { type Dec, findNearest } from '@omnitrade/contracts';
import { tradingError } from '../errors.ts';
import type { FeeSchedule } from './fees.ts';

export const policyNames = ['path', 'lean-equity', 'lean-immediate', 'nautilus-l1'] as const;
export type PolicyName = (typeof policyNames)[number];

export interface FillOptions {
  /** Whether a limit fills where the price touches it exactly: yes, no, or with this chance. */
  readonly touchFills: boolean | number;
  /** Of the two extremes of a bar, the one nearer to its open comes first; otherwise always the high. */
  readonly adaptive: boolean;
  /** Orders share the size at a price level. */
  readonly ledger: boolean;
  /** A limit waits for what stood before it at its price. */
  readonly queue: boolean;
  /** A stop that would trigger at once is rejected; otherwise it rests or triggers, as the policy has it. */
  readonly rejectWrongSideStops: boolean;
  /** How many price increments worse a taking order fills. */
  readonly slippageTicks: number;
  /** The slippage that grows with the order's share of the volume, on top of the ticks. */
  readonly volumeSlippage: VolumeSlippage | undefined;
  /** The share of a bar's volume that orders can have. */
  readonly volumeShare: Dec;
  readonly fees: FeeSchedule;
  /** For everything left to chance. */
  readonly seed: number;
}

/** impact x min(quantity / volume, limit)^2 x price. */
export interface VolumeSlippage {
  readonly impact: Dec;
  readonly limit: Dec;
}

const common = {
  queue: false,
  slippageTicks: 0,
  volumeSlippage: undefined,
  fees: {},
  seed: 1,
} as const;

/** What each policy does unless told otherwise. */
export const policyDefaults = {
  path: {
    ...common,
    touchFills: false,
    adaptive: true,
    ledger: true,
    rejectWrongSideStops: true,
    volumeShare: '0.1',
  },
  'lean-equity': {
    ...common,
    touchFills: false,
    adaptive: false,
    ledger: false,
    rejectWrongSideStops: false,
    volumeShare: '1',
  },
  'lean-immediate': {
    ...common,
    touchFills: false,
    adaptive: false,
    ledger: false,
    rejectWrongSideStops: false,
    volumeShare: '1',
  },
  'nautilus-l1': {
    ...common,
    touchFills: true,
    adaptive: false,
    ledger: false,
    rejectWrongSideStops: true,
    volumeShare: '1',
  },
} as const satisfies Record<PolicyName, FillOptions>;

export function resolveOptions(policy: PolicyName, given: Partial<FillOptions> = {}): FillOptions {
  return { ...policyDefaults[policy], ...given };
}

/** Reads the name of a policy; throws `trading.unknown-policy` with the nearest known one. */
export function parsePolicyName(text: string): PolicyName {
  const known = policyNames.find((name) => name === text);
  if (known) return known;
  const nearest = findNearest(text, policyNames);
  throw tradingError('unknown-policy', { policy: text.slice(0, 64), known: policyNames, ...(nearest && { nearest }) });
}
