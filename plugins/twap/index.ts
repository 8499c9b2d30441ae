/** An order type that spreads a market order evenly over time. */

import { definePlugin } from '@omnitrade/sdk';
import { twap } from './services/twap.ts';

export default definePlugin({
  activate({ trading }) {
    trading.addOrderType(twap);
  },
});
