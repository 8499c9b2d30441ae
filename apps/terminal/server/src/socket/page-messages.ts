/** What a page may say, and what then happens. */

import type { CommandContext, LayoutStore, PageMessage } from '@omnitrade/contracts';
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
  setChartTypeSchema,
  setIndicatorSchema,
} from '../http/schemas.ts';
import { tradeActionSchema } from '../http/trading-schemas.ts';
import { carryOutTrade } from '../trade-action.ts';

const id = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const instance = z.string().max(64);
const time = z.number().int();
const contribution = z.string().max(130);
/** A name the page gives; it chooses one that no other page has. */
const panel = z.string().min(1).max(200);
const count = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);

const messageSchema = z.discriminatedUnion('type', [
  z.strictObject({ type: z.literal('replay'), id, action: replayActionSchema }),
  z.strictObject({ type: z.literal('replay-speed'), id, speed: replaySpeedSchema }),
  addIndicatorSchema.extend({ type: z.literal('add-indicator'), id }),
  setIndicatorSchema.extend({ type: z.literal('set-indicator'), id, instance }),
  z.strictObject({ type: z.literal('remove-indicator'), id, instance }),
  setChartTypeSchema.extend({ type: z.literal('set-chart-type'), id }),
  z.strictObject({ type: z.literal(['enable-plugin', 'disable-plugin', 'retry-plugin']), id, plugin: pluginIdSchema }),
  layoutSchema.extend({ type: z.literal('save-layout'), id }),
  z.strictObject({ type: z.literal('trade'), id, action: tradeActionSchema }),
  z.strictObject({ type: z.literal('open-panel'), id, panel, contribution }),
  z.strictObject({ type: z.literal(['close-panel', 'restart-panel']), id, panel }),
  z.strictObject({
    type: z.literal('panel-event'),
    id,
    panel,
    node: count,
    event: z.string().max(64),
    value: z.union([z.string().max(4096), z.number(), z.boolean(), z.null()]).optional(),
    seq: count,
  }),
  z.strictObject({ type: z.literal('run-command'), id, contribution, instance: instance.optional() }),
  z.strictObject({ type: z.literal('chart-view'), id, from: time, to: time, selected: time.nullable() }),
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
  /** This page's own panels. */
  readonly panels: { open(panel: string, contribution: string): void; close(panel: string): void };
  /** Sends this page everything again. */
  resync(): void;
}

/** Resolves when it is done; throws whatever the terminal refuses. */
export async function carryOut(message: PageMessage, target: MessageTarget): Promise<void> {
  const { host, layout, panels, resync } = target;
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
    case 'set-chart-type':
      chart.setChartType(message.contribution, message.inputs);
      return chart.saved;
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
    case 'trade':
      return carryOutTrade(host.trading, message.action);
    case 'open-panel':
      return panels.open(message.panel, message.contribution);
    case 'close-panel':
      return panels.close(message.panel);
    case 'restart-panel':
      return host.panels.restart(message.panel);
    case 'panel-event': {
      const { panel, node, event, value, seq } = message;
      return host.panels.act(panel, node, event, value, seq);
    }
    case 'run-command':
      return host.panels.run(message.contribution, commandContext(host, message.instance));
    case 'chart-view':
      return host.looks.report({ from: message.from, to: message.to, selected: message.selected });
    case 'resync':
      return resync();
  }
}

/** What a command is chosen on: the chart as it is, and the indicator whose menu it was. */
function commandContext({ chart }: Host, instance: string | undefined): CommandContext {
  if (chart.status.state !== 'ready') return {};
  const { instrument, timeframe, indicators } = chart.status.chart;
  const indicator = indicators.find(({ id }) => id === instance)?.contribution;
  return { instrument: instrument.id, timeframe, ...(indicator && { indicator }) };
}
