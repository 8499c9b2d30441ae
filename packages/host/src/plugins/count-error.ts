/** What went wrong in a plugin, counted by fingerprint: the same fault is one line however often it comes. */

import type { GuestError } from '@omnitrade/contracts';
import { fingerprint } from '@omnitrade/lifecycle';
import type { Meter } from '@omnitrade/sandbox';

export interface CountedError extends Pick<GuestError, 'message' | 'stack'> {
  readonly code: string;
}

export function countError(meter: Meter, time: number, { code, message, stack }: CountedError): void {
  const place = findPlace(stack ?? message);
  const of = { code, message, ...(stack !== undefined && { stack }) };
  meter.failed({ fingerprint: fingerprint(of), code, message, ...(place !== undefined && { place }), lastAt: time });
}

/** Where it was in the plugin's own files: the innermost frame. */
export function findPlace(text: string): string | undefined {
  return /plugin:\/\/[^/\s]+\/([^\s()]{1,200}:\d+:\d+)/.exec(text.slice(0, 16_000))?.[1];
}
