/** My plugin: an indicator. What it computes lies in services/. */

import { definePlugin } from '@omnitrade/sdk';
import { distance } from './services/distance.ts';

export default definePlugin({
  activate({ charts }) {
    charts.addIndicator(distance);
  },
});
