/** A strategy that buys weakness: a low RSI, a stop below, a target above. */

import { definePlugin } from '@omnitrade/sdk';
import { rsiReversion } from './services/rsi-reversion.ts';

export default definePlugin({
  activate({ trading }) {
    trading.addStrategy(rsiReversion);
  },
});
