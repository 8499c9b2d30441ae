/** An order type that shows the market a small part of a large limit order at a time. */

import { definePlugin } from '@omnitrade/sdk';
import { iceberg } from './services/iceberg.ts';

export default definePlugin({
  activate({ trading }) {
    trading.addOrderType(iceberg);
  },
});
