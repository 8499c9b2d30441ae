/** One permission as a plugin writes it: reading it, describing it, and whether the grants at hand cover it. */

import {
  type CodedError,
  type FixedPermissionId,
  findNearest,
  type Issue,
  isCoded,
  isPluginId,
  type JsonObject,
  type PermissionId,
  type PluginId,
  permissionIds,
} from '@omnitrade/contracts';
import { type CatalogueEntry, type CatalogueId, catalogue, type Risk } from './catalogue.ts';
import { permissionError } from './errors.ts';
import { coversHost, findHostFault } from './host-name.ts';
import { type LimitName, limits as limitKinds } from './limits.ts';

/** A permission taken apart; only the two families name an object. */
export type Permission =
  | { readonly family: 'fixed'; readonly id: FixedPermissionId }
  | { readonly family: 'net'; readonly id: `net:${string}`; readonly host: string }
  | { readonly family: 'plugins'; readonly id: `plugins:${string}`; readonly plugin: PluginId };

/** A catalogue entry with its object filled in. */
export interface PermissionDescription extends CatalogueEntry {
  readonly id: PermissionId;
}

const isFixed = (text: string): text is FixedPermissionId => (permissionIds as readonly string[]).includes(text);

/** A slip in the word, then an object without its right family, then a power under the wrong area. */
function findNearestPermission(text: string): string | undefined {
  const nearest = findNearest(text, permissionIds);
  const colon = text.indexOf(':');
  if (nearest || colon < 0) return nearest;
  const object = text.slice(colon + 1);
  if (!findHostFault(object)) return `net:${object}`;
  if (isPluginId(object) && findNearest(text.slice(0, colon), ['plugins'])) return `plugins:${object}`;
  return permissionIds.find((id) => id.endsWith(`:${object}`));
}

/** Reads a permission; throws `permission.unknown`, `permission.bad-host` or `permission.bad-plugin`. */
export function parsePermission(text: string): Permission {
  if (isFixed(text)) return { family: 'fixed', id: text };
  if (text.startsWith('net:')) {
    const host = text.slice('net:'.length);
    const why = findHostFault(host);
    if (why) throw permissionError('bad-host', { permission: text, why });
    return { family: 'net', id: `net:${host}`, host };
  }
  if (text.startsWith('plugins:')) {
    const plugin = text.slice('plugins:'.length);
    if (!isPluginId(plugin)) throw permissionError('bad-plugin', { permission: text });
    return { family: 'plugins', id: `plugins:${plugin}`, plugin };
  }
  const nearest = findNearestPermission(text);
  throw permissionError('unknown', nearest ? { permission: text, nearest } : { permission: text });
}

/** {@link parsePermission} for input that is read whole. */
export function checkPermission(text: string): Issue[] {
  try {
    parsePermission(text);
    return [];
  } catch (error) {
    if (!isCoded(error)) throw error;
    return [toIssue(error, '')];
  }
}

/** Says what a permission gives; throws like {@link parsePermission}. */
export function describePermission(text: string): PermissionDescription {
  const permission = parsePermission(text);
  const { entry, fill } = find(permission);
  return { ...entry, id: permission.id, title: fill(entry.title), sentence: fill(entry.sentence) };
}

function find(permission: Permission): { entry: CatalogueEntry; fill: (text: string) => string } {
  if (permission.family === 'fixed') return { entry: catalogue[permission.id], fill: (text) => text };
  const key: CatalogueId = permission.family === 'net' ? 'net:<host>' : 'plugins:<name>';
  const object =
    permission.family === 'plugins' ? permission.plugin : permission.host.replace(/^\*\./, 'any host under ');
  return { entry: catalogue[key], fill: (text) => text.replace(/<host>|<name>/, () => object) };
}

/** Checks the limits asked for or given with a permission that is itself valid; paths are limit names. */
export function checkLimits(text: string, limits: JsonObject): Issue[] {
  const { id, limits: known } = describePermission(text);
  return Object.entries(limits).flatMap(([limit, value]) => {
    if (!(known as readonly string[]).includes(limit)) {
      const nearest = findNearest(limit, known);
      return [
        toIssue(permissionError('unknown-limit', { permission: id, limit, known, ...(nearest && { nearest }) }), limit),
      ];
    }
    const { accepts, expected } = limitKinds[limit as LimitName];
    return accepts(value) ? [] : [toIssue(permissionError('bad-limit', { permission: id, limit, expected }), limit)];
  });
}

const toIssue = ({ code, message }: CodedError, path: string): Issue => ({ code, path, message });

/** True if one of the grants covers what is needed. Text that is no permission grants nothing and is granted by nothing. */
export function isGranted(grants: readonly string[], needed: string): boolean {
  const wanted = read(needed);
  if (!wanted) return false;
  return grants.some((text) => {
    if (text === needed) return true;
    const grant = wanted.family === 'net' ? read(text) : undefined;
    return wanted.family === 'net' && grant?.family === 'net' && coversHost(grant.host, wanted.host);
  });
}

/** {@link isGranted} for one grant, where both are known to be permissions: quick enough for every call. */
export function covers(granted: string, needed: string): boolean {
  if (granted === needed) return true;
  return granted.startsWith('net:*.') && needed.startsWith('net:') && coversHost(granted.slice(4), needed.slice(4));
}

/** True for a permission of one thing, without a star. */
export function isConcrete(text: string): boolean {
  return isFixed(text) || (!text.includes('*') && read(text) !== undefined);
}

/** The risk of what is a permission; `critical` for what is none. */
export function findRisk(text: string): Risk {
  if (isFixed(text)) return catalogue[text].risk;
  if (text.startsWith('net:')) return catalogue['net:<host>'].risk;
  return text.startsWith('plugins:') ? catalogue['plugins:<name>'].risk : 'critical';
}

function read(text: string): Permission | undefined {
  try {
    return parsePermission(text);
  } catch {
    return undefined;
  }
}
