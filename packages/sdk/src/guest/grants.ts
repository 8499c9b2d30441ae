/** What the plugin may do now, as the terminal told it last. Nothing is decided here: the terminal checks every call itself. */

import type { GuestContext } from '@omnitrade/contracts/guest';
import type { GrantChanged } from '../index.ts';
import { reportUncaught } from './outputs.ts';

type Held = NonNullable<GuestContext['grants']>;

let held: Held = [];
const listeners = new Set<(change: GrantChanged) => void>();

export function setGrants({ grants, permissions }: Pick<GuestContext, 'grants' | 'permissions'>): void {
  held = grants ?? permissions.map((permission) => ({ permission, limits: {} }));
}

export const isGranted = (permission: string): boolean => held.some((one) => one.permission === permission);
export const hasFamily = (family: string): boolean => held.some(({ permission }) => permission.startsWith(family));

/** The event `grant.changed`. */
export function takeGrantChange(data: unknown): void {
  const change = data as GrantChanged;
  held = change.grants;
  for (const listener of [...listeners]) {
    try {
      listener(change);
    } catch (error) {
      reportUncaught(error);
    }
  }
}

export const grants = (): Held => held;

export function onGrantChanged(listener: (change: GrantChanged) => void): () => void {
  if (typeof listener !== 'function') throw new TypeError('onGrantChanged needs a function to call.');
  listeners.add(listener);
  return () => void listeners.delete(listener);
}
