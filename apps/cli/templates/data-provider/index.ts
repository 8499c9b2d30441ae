/** My plugin: a data provider. It reads its prices from assets/prices.csv. */

import { definePlugin } from '@omnitrade/sdk';
import { createProvider } from './services/provider.ts';

export default definePlugin({
  activate({ data, assets }) {
    data.addProvider(createProvider(() => assets.text('prices.csv')));
  },
});
