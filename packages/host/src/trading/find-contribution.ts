/** Finds what a name stands for at a trading point, and completes the inputs it is to run with. */

import {
  type Contribution,
  findNearest,
  type InputsSchema,
  type JsonObject,
  parseContributionId,
} from '@omnitrade/contracts';
import { resolveInputs } from '@omnitrade/manifest';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import { deskError } from './errors.ts';

type TradingPoint = 'trading.strategy' | 'trading.orderType';

export interface Found<P extends TradingPoint> {
  readonly plugin: InstalledPlugin;
  readonly contribution: Contribution<P>;
}

/** Throws `desk.unknown-*` with the nearest known name. */
export function findContribution<P extends TradingPoint>(
  plugins: Iterable<InstalledPlugin>,
  point: P,
  name: string,
): Found<P> {
  const parsed = parseContributionId(name);
  const known: string[] = [];
  for (const plugin of plugins)
    for (const one of plugin.contributions) {
      if (one.point !== point) continue;
      if (plugin.id === parsed?.plugin && one.id === parsed.local)
        return { plugin, contribution: one as unknown as Contribution<P> };
      known.push(`${plugin.id}/${one.id}`);
    }
  const nearest = findNearest(name, known);
  const kind = point === 'trading.strategy' ? 'unknown-strategy' : 'unknown-order-type';
  throw deskError(kind, { contribution: name.slice(0, 130), ...(nearest && { nearest }) });
}

/** Throws `desk.bad-inputs`. */
export function resolveRunInputs(
  contribution: string,
  schema: InputsSchema,
  given: JsonObject,
  options: { readonly fromText?: boolean } = {},
): JsonObject {
  const resolved = resolveInputs(schema, given, options);
  if (resolved.ok) return resolved.values;
  throw deskError('bad-inputs', { contribution, text: resolved.issues.map(({ message }) => message).join(' ') });
}
