/** The fill policies by name. */

import { type PolicyName, parsePolicyName } from './fill-options.ts';
import type { Desk, FillPolicy } from './fill-policy.ts';
import { createLeanEquityPolicy } from './lean-equity.ts';
import { createLeanImmediatePolicy } from './lean-immediate.ts';
import { createNautilusPolicy } from './nautilus-l1.ts';
import { createPathPolicy } from './path.ts';

const makers: Readonly<Record<PolicyName, (desk: Desk) => FillPolicy>> = {
  path: createPathPolicy,
  'lean-equity': createLeanEquityPolicy,
  'lean-immediate': createLeanImmediatePolicy,
  'nautilus-l1': createNautilusPolicy,
};

/** Makes the matching rules of one instrument; throws `trading.unknown-policy`. */
export function createPolicy(name: PolicyName, desk: Desk): FillPolicy {
  return makers[parsePolicyName(name)](desk);
}
