/** Permissions: what plugins may ask for, what each means, and what a set of grants covers. */

export { type CatalogueEntry, type CatalogueId, catalogue, type Risk, risks } from './catalogue.ts';
export {
  type ConsentAsk,
  type ConsentBefore,
  describeConsent,
  findNews,
  type LimitField,
  type Wish,
} from './consent.ts';
export { type Ask, type Decision, type DenyCode, decide } from './decide.ts';
export { permissionError } from './errors.ts';
export { findAccountsRead, isHeldByFlow, listSendable, maySendTo } from './flow.ts';
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
export { type LimitForm, type LimitName, limits } from './limits.ts';
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
export { dayMs, mark, minuteMs, type Spend, spend, toMark, type Usage } from './usage.ts';
