/** The one table of permissions: what a plugin may ask for, in words a trader understands. */

import type { FixedPermissionId } from '@omnitrade/contracts';
import type { LimitName } from './limits.ts';

/** From harmless to what can cost money at once; `high` and `critical` are off until the user turns them on. */
export const risks = ['none', 'low', 'medium', 'high', 'critical'] as const;
export type Risk = (typeof risks)[number];

export interface CatalogueEntry {
  readonly title: string;
  /** What the plugin can do with it, in at most 20 plain words; `<host>` and `<name>` stand for the object. */
  readonly sentence: string;
  readonly risk: Risk;
  readonly limits: readonly LimitName[];
}

/** Ids as a manifest writes them; the two families stand with their placeholder. */
export type CatalogueId = FixedPermissionId | 'net:<host>' | 'plugins:<name>';

export const catalogue: Readonly<Record<CatalogueId, CatalogueEntry>> = {
  'charts:read': {
    title: 'Look at your charts',
    sentence: 'See which symbol and time range your charts show, and what you select on them.',
    risk: 'low',
    limits: [],
  },
  'charts:write': {
    title: 'Draw on your charts',
    sentence: 'Add indicators, chart types and drawings to charts, and read the bars of those charts.',
    risk: 'low',
    limits: [],
  },
  'data:read': {
    title: 'Read market data',
    sentence: 'Read bars, quotes and trades of instruments beyond the one on the chart.',
    risk: 'low',
    limits: ['instruments'],
  },
  'data:provide': {
    title: 'Supply market data',
    sentence: 'Be a source of the prices that your charts and other plugins rely on.',
    risk: 'medium',
    limits: ['venues'],
  },
  'account:read': {
    title: 'See your accounts',
    sentence: 'See your balances, positions, orders and fills.',
    risk: 'high',
    limits: ['accounts'],
  },
  'trading:place-orders': {
    title: 'Place orders',
    sentence: 'Place, change and cancel its own orders in the accounts you choose, within the limits you set.',
    risk: 'critical',
    limits: [
      'accounts',
      'instruments',
      'maxOrderNotional',
      'maxDailyNotional',
      'maxOrdersPerMinute',
      'expires',
      'sides',
      'orderTypes',
      'maxPosition',
      'maxDailyLoss',
      'hours',
    ],
  },
  'trading:order-types': {
    title: 'Work your orders',
    sentence: 'Carry out an order you give it by placing smaller orders in its place.',
    risk: 'high',
    limits: ['instruments'],
  },
  storage: {
    title: 'Keep its own data',
    sentence: 'Keep data of its own on this computer, apart from that of other plugins.',
    risk: 'none',
    limits: ['mb'],
  },
  secrets: {
    title: 'Use your secrets',
    sentence: 'Use secrets you store, such as API keys, in its network requests without ever seeing them.',
    risk: 'high',
    limits: ['names'],
  },
  'ui:panels': {
    title: 'Show panels',
    sentence: 'Show panels and small live values of its own in the terminal.',
    risk: 'low',
    limits: ['perMinute'],
  },
  'ui:commands': {
    title: 'Add commands',
    sentence: 'Add commands to the palette and entries to menus, which act when you choose them.',
    risk: 'low',
    limits: ['perMinute'],
  },
  'ui:notify': {
    title: 'Notify you',
    sentence: 'Show you notifications.',
    risk: 'low',
    limits: ['perMinute'],
  },
  'net:<host>': {
    title: 'Reach <host>',
    sentence: 'Exchange data with <host> over the network; whatever it can read, it can send there.',
    risk: 'high',
    limits: ['methods', 'bytesPerDay'],
  },
  'plugins:<name>': {
    title: 'Use the plugin <name>',
    sentence: 'Call what the plugin <name> offers, with whatever that plugin is allowed to do.',
    // As risky as that plugin, which only the host can look up: taken as high wherever it is not known.
    risk: 'high',
    limits: ['methods'],
  },
};
