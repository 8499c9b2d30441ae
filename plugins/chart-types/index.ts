/** Three chart types, each in a file of its own under services/. */

import { definePlugin } from '@omnitrade/sdk';
import { heikinAshi } from './services/heikin-ashi.ts';
import { hollow } from './services/hollow.ts';
import { renko } from './services/renko.ts';

export default definePlugin({
  activate({ charts }) {
    charts.addChartType(heikinAshi);
    charts.addChartType(renko);
    charts.addChartType(hollow);
  },
});
