/** Bars of any instrument, asked of the provider that feeds the chart, checked like its own. */

import {
  type BarColumns,
  barColumnNames,
  type Contribution,
  type ContributionId,
  parseContributionId,
} from '@omnitrade/contracts';
import { checkBars } from '@omnitrade/market';
import { dataError } from '../capabilities/errors.ts';
import type { BarsPage, BarsWish } from '../capabilities/terminal-view.ts';
import { chartError } from '../errors.ts';
import type { InstalledPlugin } from '../plugins/installed-plugin.ts';
import type { PluginSession } from '../plugins/plugin-session.ts';

/** Which provider feeds the chart. */
export type FindSource = () =>
  | {
      readonly provider: ContributionId;
      readonly plugin: InstalledPlugin;
      readonly contribution: Contribution<'data.provider'>;
    }
  | undefined;

/** A provider that was put to use stays so for a while: the next page follows soon. */
const lingerMs = 30_000;

export class BarsReader implements Disposable {
  readonly #find: FindSource;
  readonly #connected = new WeakSet<PluginSession>();
  #use:
    | { readonly plugin: InstalledPlugin; readonly use: Disposable; readonly session: Promise<PluginSession> }
    | undefined;
  #timer: NodeJS.Timeout | undefined;

  /** `find` says which provider feeds the chart now. */
  constructor(find: FindSource) {
    this.#find = find;
  }

  /** Throws `data.no-provider`, `chart.bad-answer` and `plugin.*`. */
  async read({ instrument, timeframe, to, count }: BarsWish): Promise<BarsPage> {
    const found = this.#find();
    if (!found) throw dataError('no-provider', { instrument });
    const { provider, plugin, contribution } = found;
    const local = parseContributionId(provider)?.local ?? '';
    const session = await this.#connect(plugin, local);
    const countBack = Math.min(count, contribution.info.capabilities.maxBarsPerCall);
    const request = { id: instrument, timeframe, to, countBack, adjustment: 'raw' };
    const { value, rows } = await session.call(local, 'bars', [request]);
    if (!rows) throw chartError('bad-answer', { provider, text: 'no bars at all' });
    const columns = Object.fromEntries(barColumnNames.map((name, c) => [name, rows[c]])) as unknown as BarColumns;
    const { bars } = checkBars({ ...columns, length: rows[0]?.length ?? 0 });
    const end = bars.length - countBack;
    const page = barColumnNames.map((name) => bars[name].slice(Math.max(0, end), bars.length));
    return { columns: page, earlier: (value as { earlier?: unknown } | null)?.earlier !== 'no' || end > 0 };
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#use?.use[Symbol.dispose]();
    this.#use = undefined;
  }

  async #connect(plugin: InstalledPlugin, local: string): Promise<PluginSession> {
    if (this.#use?.plugin !== plugin) {
      this[Symbol.dispose]();
      const { promise, resolve, reject } = Promise.withResolvers<PluginSession>();
      promise.catch(() => {});
      const use = plugin.use({
        onActive: resolve,
        onGone: (error) => {
          reject(Object.assign(new Error(error.message), error));
          // It may come back: the next question puts it to use anew.
          if (this.#use?.session === promise) this[Symbol.dispose]();
        },
      });
      this.#use = { plugin, use, session: promise };
    }
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this[Symbol.dispose](), lingerMs).unref();
    const session = await this.#use.session;
    if (!this.#connected.has(session)) {
      await session.call(local, 'connect', []);
      this.#connected.add(session);
    }
    return session;
  }
}
