/** Permissions: what plugins may ask for, what each means, and what a set of grants covers. */

export { type CatalogueEntry, type CatalogueId, catalogue, type Risk, risks } from './catalogue.ts';
export { permissionError } from './errors.ts';
export { type LimitName, limits } from './limits.ts';
export {
  checkLimits,
  checkPermission,
  describePermission,
  isGranted,
  type Permission,
  type PermissionDescription,
  parsePermission,
} from './permission.ts';
