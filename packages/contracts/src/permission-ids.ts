/** The permission ids a manifest may ask for; what each gives stands in the catalogue (packages/permissions). */

export const permissionIds = [
  'charts:read',
  'charts:write',
  'data:read',
  'data:provide',
  'account:read',
  'trading:place-orders',
  'trading:order-types',
  'storage',
  'secrets',
  'ui:panels',
  'ui:commands',
  'ui:notify',
] as const;
export type FixedPermissionId = (typeof permissionIds)[number];
/** `net:<host>` and `plugins:<name>` name their object. */
export type PermissionId = FixedPermissionId | `net:${string}` | `plugins:${string}`;
