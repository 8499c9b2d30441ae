/** What a plugin may consume: defaults, the caps of this terminal, and what a plugin that asks too much is offered. */

import type { CodedError } from '@omnitrade/contracts';
import { manifestError } from './errors.ts';

export const resourceNames = ['memoryMb', 'cpuPercent', 'turnMs', 'storageMb'] as const;
export type ResourceName = (typeof resourceNames)[number];
/** `memoryMb` is heap; `cpuPercent` of one core over 10 s; `turnMs` per turn; `storageMb` of the key-value store. */
export type Resources = Readonly<Record<ResourceName, number>>;

/** What a terminal gives unasked, and at most. */
export type ResourcePolicy = Readonly<Record<ResourceName, { readonly default: number; readonly cap: number }>>;

export const defaultResourcePolicy: ResourcePolicy = {
  memoryMb: { default: 32, cap: 256 },
  cpuPercent: { default: 10, cap: 25 },
  turnMs: { default: 50, cap: 50 },
  storageMb: { default: 5, cap: 100 },
};

/** The smallest amounts with which anything runs; an isolate cannot be made with less than 8 MB. */
export const resourceMinimum: Resources = { memoryMb: 8, cpuPercent: 1, turnMs: 1, storageMb: 1 };

export type ResolvedResources =
  | { readonly ok: true; readonly resources: Resources }
  /** `offered` is what was asked for, cut to the caps. */
  | { readonly ok: false; readonly faults: readonly CodedError[]; readonly offered: Resources };

/** Fills in defaults; anything above its cap is refused, with the capped values offered instead. */
export function resolveResources(asked: Partial<Resources> = {}, policy = defaultResourcePolicy): ResolvedResources {
  const faults: CodedError[] = [];
  const offered = {} as Record<ResourceName, number>;
  for (const resource of resourceNames) {
    const { default: usual, cap } = policy[resource];
    const wanted = asked[resource] ?? Math.min(usual, cap);
    if (wanted > cap) faults.push(manifestError('over-cap', { resource, asked: wanted, cap }));
    offered[resource] = Math.min(wanted, cap);
  }
  return faults.length > 0 ? { ok: false, faults, offered } : { ok: true, resources: offered };
}
