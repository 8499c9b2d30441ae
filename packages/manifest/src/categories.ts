/** The shelves of the marketplace, from which a plugin picks up to three. */

export const pluginCategories = [
  'indicators',
  'chart-types',
  'drawings',
  'market-data',
  'strategies',
  'order-types',
  'panels',
  'tools',
] as const;
export type PluginCategory = (typeof pluginCategories)[number];
