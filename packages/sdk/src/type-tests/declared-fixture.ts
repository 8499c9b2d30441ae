/** Compiled by declared.test.ts: every line marked as an error must be one, and no other line may be. */

import { definePlugin } from '../index.ts';

interface Charts {
  readonly permissions: 'charts:write' | 'plugins:chart-utilities';
  readonly optional: 'storage';
  readonly settings: { readonly length: number; readonly mode: 'fast' | 'slow'; readonly note?: string };
}

export const charts = definePlugin<Charts>({
  async activate({ charts, log, settings, storage, plugins, ...rest }) {
    charts.addIndicator({
      id: 'mid',
      title: 'Mid',
      inputs: { length: { type: 'integer', default: 3 }, side: { type: 'string', default: 'a', enum: ['a', 'b'] } },
      outputs: [{ key: 'mid', plot: 'line', pane: 'price' }],
      warmup: (p) => p.length,
      calc({ p }) {
        const side: 'a' | 'b' = p.side;
        log.info(side);
        // @ts-expect-error: there is no such input
        p.lenght;
      },
    });
    const mode: 'fast' | 'slow' = settings.mode;
    log.info(settings.length.toFixed(), mode, settings.note?.trim());
    settings.onChange(({ changed }) => log.info(changed.length));
    await storage?.set('a', 1);
    await plugins.call('chart-utilities', 'mean');
    // @ts-expect-error: an optional permission may not have been given
    storage.set('a', 1);
    // @ts-expect-error: this plugin may not call that one
    await plugins.call('other', 'mean');
    // @ts-expect-error: data:provide is not declared
    rest.data;
    // @ts-expect-error: ui:panels is not declared
    rest.panels;
    // @ts-expect-error: there is no such setting
    settings.lenght;
    // @ts-expect-error: a note may be missing
    settings.note.trim();
  },
});

interface Nothing {
  readonly permissions: never;
  readonly optional: never;
  readonly settings: Readonly<Record<never, never>>;
}

export const nothing = definePlugin<Nothing>({
  // @ts-expect-error: charts:write is not declared
  activate({ charts }) {
    return charts;
  },
});

interface Trades {
  readonly permissions: 'data:read' | 'net:api.example.com';
  readonly optional: never;
  readonly settings: Readonly<Record<never, never>>;
}

export const trades = definePlugin<Trades>({
  activate: ({ trading, log, plugin }) => log.info(plugin.id, trading),
  onInstall: ({ log }) => log.info('installed'),
  // @ts-expect-error: storage is not declared
  onUpdate: (_, { storage }) => storage,
});

/** One that does not say may use everything. */
export const undeclared = definePlugin({
  activate({ charts, data, storage, panels, commands, trading, plugins, settings, log }) {
    log.info(charts, data, storage, panels, commands, trading, plugins.call('any', 'thing'), settings.any);
  },
});
