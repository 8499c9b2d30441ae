/** Advanced indicators: Keltner channel, SuperTrend, Ichimoku cloud and VWAP bands, built on chart-utilities. */

import { definePlugin } from '@omnitrade/sdk';
import { readDayBegins, settingsPanel } from './components/settings-panel.js';
import { ichimoku } from './services/ichimoku.js';
import { keltner } from './services/keltner.js';
import { superTrend } from './services/super-trend.js';
import { createVwap } from './services/vwap.js';

export default definePlugin({
  activate({ charts, settings, settingsPanels }) {
    settingsPanels.add(settingsPanel);
    for (const indicator of [keltner, superTrend, ichimoku, createVwap(readDayBegins(settings))])
      charts.addIndicator(indicator);
  },
});
