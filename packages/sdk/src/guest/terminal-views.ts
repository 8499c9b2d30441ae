/** What of the terminal a plugin may look at, ask and tell: chart, bars, accounts, permissions, notifications. */

import type { Json } from '@omnitrade/contracts';
import type { AccountInfo, AccountState, BarsWish, ChartLook, MarketBars, Views } from '../views.ts';
import { isGranted } from './grants.ts';
import { reportUncaught } from './outputs.ts';
import { request } from './requests.ts';

const { defineProperty, freeze } = Object;

const columns = ['time', 'open', 'high', 'low', 'close', 'volume'] as const;

const view: Views['view'] = freeze({
  look: async () => (await request('charts', 'look', [])) as unknown as ChartLook,
  onLook(listener: (look: ChartLook) => void) {
    if (typeof listener !== 'function') throw new TypeError('onLook needs a function to call.');
    let stopped = false;
    const follow = async () => {
      let look = (await request('charts', 'look', [])) as unknown as ChartLook;
      while (!stopped) {
        try {
          listener(look);
        } catch (error) {
          reportUncaught(error);
        }
        const { rev } = look;
        // Answered without a change now and then, so that nothing waits for ever.
        while (!stopped && look.rev === rev) look = (await request('charts', 'changed', [rev])) as unknown as ChartLook;
      }
    };
    // It ends with the permission; who wants it again asks for it in `onGrantChanged`.
    follow().catch(() => {});
    return () => {
      stopped = true;
    };
  },
});

const market: Views['market'] = freeze({
  async bars(wish: BarsWish): Promise<MarketBars> {
    const given = { ...wish } as unknown as Json;
    const { rows, earlier } = (await request('data', 'bars', [given])) as unknown as {
      readonly rows: readonly (readonly (number | null)[])[];
      readonly earlier: boolean;
    };
    const column = (c: number) => Float64Array.from(rows, (row) => row[c] ?? Number.NaN);
    const named = Object.fromEntries(columns.map((name, c) => [name, column(c)]));
    return { ...named, length: rows.length, earlier } as unknown as MarketBars;
  },
});

const account: Views['account'] = freeze({
  list: async () => (await request('account', 'list', [])) as unknown as AccountInfo[],
  read: async (id: string) => (await request('account', 'read', [`${id}`])) as unknown as AccountState,
});

const notify: Views['notify'] = async (title, text = '') => {
  await request('notices', 'show', [`${title}`, `${text}`]);
};

const permissions: Views['permissions'] = freeze({
  request: async (permission: string) => (await request('permissions', 'request', [`${permission}`])) as boolean,
});

/** Adds them to what `activate` receives; what is not granted at the moment is absent. */
export function addViews(context: object): void {
  const whileGranted = (name: string, permission: string, capability: object) =>
    defineProperty(context, name, { get: () => (isGranted(permission) ? capability : undefined), enumerable: true });
  whileGranted('view', 'charts:read', view);
  whileGranted('market', 'data:read', market);
  whileGranted('account', 'account:read', account);
  whileGranted('notify', 'ui:notify', notify);
  defineProperty(context, 'permissions', { value: permissions, enumerable: true });
}
