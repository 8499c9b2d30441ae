/** Asks for the events from before this page was opened, or from while it was away. */

import type { HostEvent } from '@omnitrade/contracts';

/** All that the terminal keeps. */
const limit = 10_000;

/** Events after `seq`; none where they cannot be had, for then only the past is missing. */
export async function fetchPastEvents(seq: number): Promise<readonly HostEvent[]> {
  try {
    const response = await fetch(`/api/events?after=${seq}&limit=${limit}`, { cache: 'no-store' });
    const answer: { readonly events: readonly HostEvent[] } = await response.json();
    return response.ok ? answer.events : [];
  } catch {
    return [];
  }
}
