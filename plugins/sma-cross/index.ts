/** A strategy that follows the trend: long while a fast moving average is above a slow one. */

import { definePlugin } from '@omnitrade/sdk';
import { smaCross } from './services/sma-cross.ts';

export default definePlugin({
  activate({ trading }) {
    trading.addStrategy(smaCross);
  },
});
