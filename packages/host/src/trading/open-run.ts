/** Puts a plugin to use for one run: waits until it is active, has its columns and all bars so far, and says when it is gone. */

import { type ErrorJson, type JsonObject, toErrorJson } from '@omnitrade/contracts';
import { pluginError } from '../errors.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import type { PluginSession } from '../plugins/plugin-session.ts';
import { deskError } from './errors.ts';
import type { MarketFeed } from './market-feed.ts';
import { RunLink } from './run-link.ts';

export interface RunOpening {
  readonly plugin: InstalledPlugin;
  readonly point: 'trading.strategy' | 'trading.orderType';
  /** The contribution's id behind the slash. */
  readonly local: string;
  readonly feed: MarketFeed;
  readonly inputs: JsonObject;
  readonly run: string;
  readonly idOf?: (n: number) => string;
  /** Never used twice. */
  readonly instance: number;
  /** The plugin or its run is gone after it was opened. */
  readonly onLost: (error: ErrorJson) => void;
}

export interface OpenedRun extends Disposable {
  readonly link: RunLink;
  /** Bars to be told before orders are taken. */
  readonly warmup: number;
}

const startLimitMs = 15_000;

/** Rejects with why it could not begin; whoever gets an opened run disposes of it. */
export async function openRun(opening: RunOpening): Promise<OpenedRun> {
  const { plugin, point, local, feed, inputs, run, idOf, instance, onLost } = opening;
  using stack = new DisposableStack();
  const ready = Promise.withResolvers<void>();
  const active = Promise.withResolvers<PluginSession>();
  for (const { promise } of [ready, active]) (promise as Promise<unknown>).catch(() => {});
  let isOpen = false;
  let warmup = 0;
  const lost = (error: ErrorJson) => {
    if (isOpen) return onLost(error);
    const fault = Object.assign(new Error(error.message), error);
    active.reject(fault);
    ready.reject(fault);
  };
  const late = pluginError('call-timeout', {
    plugin: plugin.id,
    call: `the start of '${local}'`,
    limitMs: startLimitMs,
  });
  const timer = setTimeout(() => lost(toErrorJson(late)), startLimitMs).unref();
  stack.defer(() => {
    isOpen = false;
  });
  stack.use(
    plugin.use({
      onActive: (session) => active.resolve(session),
      onGone: lost,
      onAttached: (one, bars) => {
        if (one !== instance) return;
        warmup = bars;
        if (feed.series.length === 0) ready.resolve();
      },
      onInstanceFailed: (one, { message }) => {
        if (one !== instance) return;
        lost(toErrorJson(deskError('cannot-start', { contribution: `${plugin.id}/${local}`, text: message })));
      },
      onValues: (one, _from, to) => {
        if (one === instance && to >= feed.closed) ready.resolve();
      },
    }),
  );
  try {
    const session = await active.promise;
    const { series, instrument } = feed;
    const of = { session, point, local, instance, series, instrument, p: inputs, run };
    const link = stack.use(new RunLink({ ...of, ...(idOf && { idOf }) }));
    await ready.promise;
    isOpen = true;
    const kept = stack.move();
    return { link, warmup, [Symbol.dispose]: () => kept.dispose() };
  } finally {
    clearTimeout(timer);
  }
}
