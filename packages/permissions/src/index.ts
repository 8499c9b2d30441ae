/** Permissions: what plugins may ask for, what each means, and what a set of grants covers. */

export { type CatalogueEntry, type CatalogueId, catalogue, type Risk, risks } from './catalogue.ts';
export { type ConsentAsk, describeConsent, type Wish } from './consent.ts';
export { type Ask, type Decision, type DenyCode, decide } from './decide.ts';
export { permissionError } from './errors.ts';
export {
  changeGrants,
  checkGrant,
  type Declared,
  findEnd,
  type GivenGrant,
  type Grant,
  type GrantChange,
  isWithin,
  type Lifetime,
  lifetimes,
  unusedDays,
} from './grants.ts';
export type { Target } from './limit-rules.ts';
export { type LimitName, limits } from './limits.ts';
export {
  checkLimits,
  checkPermission,
  covers,
  describePermission,
  findRisk,
  isGranted,
  type Permission,
  type PermissionDescription,
  parsePermission,
} from './permission.ts';
export { dayMs, minuteMs, type Spend, spend, toUsageKey, type Usage } from './usage.ts';
