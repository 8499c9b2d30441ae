/** What a page may say, and what then happens. */

import type { LayoutStore, PageMessage } from '@omnitrade/contracts';
import type { Host } from '@omnitrade/host';
import { z } from 'zod';
import { toSentences } from '../config.ts';
import { terminalError } from '../errors.ts';
import {
  addIndicatorSchema,
  layoutSchema,
  pluginIdSchema,
  replayActionSchema,
  replaySpeedSchema,
  setIndicatorSchema,
} from '../http/schemas.ts';

const id = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const instance = z.string().max(64);

const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('replay'), id, action: replayActionSchema }),
  z.strictObject({ type: z.literal('replay-speed'), id, speed: replaySpeedSchema }),
  addIndicatorSchema.extend({ type: z.literal('add-indicator'), id }),
  setIndicatorSchema.extend({ type: z.literal('set-indicator'), id, instance }),
  z.strictObject({ type: z.literal('remove-indicator'), id, instance }),
  z.strictObject({ type: z.literal(['enable-plugin', 'disable-plugin', 'retry-plugin']), id, plugin: pluginIdSchema }),
  layoutSchema.extend({ type: z.literal('save-layout'), id }),
  z.strictObject({ type: z.literal('resync'), id }),
]) satisfies z.ZodType<PageMessage>;

const withId = z.looseObject({ id });

/** The number an answer must carry; undefined if there is none. */
export const findMessageId = (value: unknown): number | undefined => withId.safeParse(value).data?.id;

/** Throws `terminal.bad-message`. */
export function parsePageMessage(value: unknown): PageMessage {
  const result = messageSchema.safeParse(value);
  if (result.success) return result.data;
  throw terminalError('bad-message', { issues: toSentences(result.error) });
}

export interface MessageTarget {
  readonly host: Host;
  readonly layout: LayoutStore;
  /** Sends this page everything again. */
  resync(): void;
}

/** Resolves when it is done; throws whatever the terminal refuses. */
export async function carryOut(message: PageMessage, { host, layout, resync }: MessageTarget): Promise<void> {
  const { chart } = host;
  switch (message.type) {
    case 'replay':
      return chart.replay(message.action);
    case 'replay-speed':
      return chart.replaySpeed(message.speed);
    case 'add-indicator':
      chart.addIndicator(message.contribution, message.inputs);
      return chart.saved;
    case 'set-indicator': {
      const { instance, inputs, hidden } = message;
      chart.setIndicator(instance, {
        ...(inputs === undefined ? {} : { inputs }),
        ...(hidden === undefined ? {} : { hidden }),
      });
      return chart.saved;
    }
    case 'remove-indicator':
      chart.removeIndicator(message.instance);
      return chart.saved;
    case 'enable-plugin':
      return host.enable(message.plugin);
    case 'disable-plugin':
      return host.disable(message.plugin);
    case 'retry-plugin':
      return host.retry(message.plugin);
    case 'save-layout':
      return layout.write(message.layout);
    case 'resync':
      return resync();
  }
}
