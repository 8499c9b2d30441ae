/** A turn item on its way to a plugin: its text, and what it takes in a frame. */

import type { PluginId, TurnItem } from '@omnitrade/contracts';
import { sandboxError } from '../errors.ts';

export interface WaitingItem {
  readonly text: string;
  /** Bytes it takes in a frame's header. */
  readonly bytes: number;
  /** Runs beside the frames: `activate`, `deactivate`. */
  readonly aside: boolean;
  /** Timer whose firing this is: it waits at most once. */
  readonly timer?: number;
}

/** The longest item that fits a frame's header at all, with room for what else is in it. */
export const itemMaxBytes = 1024 * 1024;

/** An answer that no frame can hold becomes one that says so; anything else that long throws `sandbox.item-too-long`. */
export function toWaitingItem(plugin: PluginId, item: TurnItem): WaitingItem {
  const text = JSON.stringify(item);
  const bytes = Buffer.byteLength(JSON.stringify(text)) + 24;
  if (bytes > itemMaxBytes) {
    const error = sandboxError('item-too-long', { plugin, bytes, limit: itemMaxBytes });
    if (item.t !== 'answer') throw error;
    const { code, message, data } = error;
    return toWaitingItem(plugin, { t: 'answer', id: item.id, ok: false, error: { code, message, data } });
  }
  const aside = item.t === 'activate' || item.t === 'deactivate';
  return { text, bytes, aside, ...(item.t === 'timer' && { timer: item.id }) };
}
