/** The chart's use of a data provider: whenever its plugin is active there is a link to it, and its bars reach the hub. */

import type { Contribution, ContributionId, SeriesReader, Workspace } from '@omnitrade/contracts';
import type { Hub } from '@omnitrade/market';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import type { PluginSession } from '../plugins/plugin-session.ts';
import { type Notice, ProviderLink } from './provider-link.ts';

export interface ProviderUseOptions {
  readonly plugin: InstalledPlugin;
  readonly contribution: Contribution<'data.provider'>;
  readonly hub: Hub;
  readonly now: () => number;
  readonly workspace: Workspace;
  readonly notice: Notice;
  /** Its bars are in the hub; told again after each restart of the plugin. */
  readonly onReady: (series: SeriesReader) => void;
  readonly onLost: (error: unknown) => void;
}

export class ProviderUse implements Disposable {
  /** Resolves when there are bars, or it is known why there are none, or nobody wants to know any more. */
  readonly decided: Promise<void>;
  readonly #options: ProviderUseOptions;
  readonly #decide: () => void;
  readonly #use: Disposable;
  #link: ProviderLink | undefined;
  #over = false;

  constructor(options: ProviderUseOptions) {
    this.#options = options;
    const { promise, resolve } = Promise.withResolvers<void>();
    this.decided = promise;
    this.#decide = resolve;
    const { plugin, contribution, onLost } = options;
    this.#use = plugin.use({
      onActive: (session) => void this.#begin(session),
      onGone: (error) => {
        if (this.#over) return;
        this.#link = undefined;
        onLost(Object.assign(new Error(error.message), error));
        resolve();
      },
      onEmit: (local, data) => {
        if (local === contribution.id) this.#link?.take(data);
      },
    });
  }

  /** True if this is the use of that provider in that form. */
  isOf(found: { readonly plugin: InstalledPlugin; readonly contribution: Contribution } | undefined): boolean {
    return found?.plugin === this.#options.plugin && found.contribution === this.#options.contribution;
  }

  [Symbol.dispose](): void {
    if (this.#over) return;
    this.#over = true;
    this.#use[Symbol.dispose]();
    this.#link?.[Symbol.dispose]();
    this.#link = undefined;
    this.#decide();
  }

  async #begin(session: PluginSession): Promise<void> {
    const { hub, now, workspace, contribution, notice, onReady, onLost } = this.#options;
    const request = { ...workspace, provider: workspace.provider as ContributionId, info: contribution.info };
    const link = new ProviderLink({ hub, session, request, now, notice });
    this.#link?.[Symbol.dispose]();
    this.#link = link;
    try {
      const series = await link.open();
      // Another one may have begun meanwhile, or nobody wants it any more.
      if (this.#link === link) onReady(series);
    } catch (error) {
      if (this.#link !== link) return;
      onLost(error);
      notice((error as { code?: string }).code ?? 'chart.no-bars', (error as Error).message);
    }
    this.#decide();
  }
}
