/** From what a plugin says it adds to a contribution the terminal can use, and the proof that declared equals used. */

import {
  type Contribution,
  type ExtensionPoint,
  type ExtensionPointId,
  extensionPoints,
  isExtensionPointId,
  type Json,
  type PermissionId,
} from '@omnitrade/contracts';
import { checkContribution } from '@omnitrade/extensions';
import type { Manifest } from '@omnitrade/manifest';
import { pluginError, registryError } from '../errors.ts';

/** What a plugin must hold to contribute there; undefined where nothing is needed. */
export const permissionOf = (point: ExtensionPointId): PermissionId | undefined =>
  (extensionPoints[point] as ExtensionPoint).permission;

/** Throws `plugin.bad-contribution` with the first thing that is wrong. */
export function readContribution(plugin: string, point: string, id: string, info: Json): Contribution {
  const checked = checkContribution(point, id, info);
  if (!checked.ok)
    throw pluginError('bad-contribution', { plugin, id, text: checked.issues[0]?.message ?? 'it is not known why' });
  return checked.contribution;
}

/** `extensionPoints` of the manifest must equal the points used; points of later releases cannot be used yet. */
export function comparePoints(manifest: Manifest, contributions: readonly Contribution[]): void {
  const plugin = manifest.name;
  for (const { point, id } of contributions)
    if (!manifest.extensionPoints.includes(point)) throw registryError('undeclared-point', { plugin, point, id });
  for (const point of manifest.extensionPoints) {
    const usable = isExtensionPointId(point) && extensionPoints[point].since !== 'later';
    if (usable && !contributions.some((contribution) => contribution.point === point))
      throw registryError('unused-point', { plugin, point });
  }
}
