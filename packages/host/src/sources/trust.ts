/** Whose signatures this home believes: the port behind which that is kept, and the same in memory. */

import type { Trust } from '@omnitrade/archive';

export interface TrustStore {
  /** Everything that is believed at this moment. Throws if it cannot be read whole: half of it would believe too much. */
  read(now: number): Promise<Trust>;
  /** From now on the plugin is taken under this key alone. On disk when it resolves. */
  pin(plugin: string, fingerprint: string, pinnedAt: number): Promise<void>;
}

export function createMemoryTrust(given: Partial<Omit<Trust, 'pins' | 'now'>> = {}): TrustStore {
  const pins = new Map<string, string>();
  return {
    read: async (now) => ({ publishers: [], own: new Set(), revoked: new Map(), ...given, pins: new Map(pins), now }),
    pin: async (plugin, fingerprint) => void pins.set(plugin, fingerprint),
  };
}
