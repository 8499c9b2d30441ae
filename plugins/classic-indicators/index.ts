/** Classic indicators: twenty textbook studies, each in a file of its own under services/. */

import { definePlugin } from '@omnitrade/sdk';
import type { Manifest } from './plugin.d.ts';
import { indicators } from './services/index.ts';

export default definePlugin<Manifest>({
  activate({ charts }) {
    for (const indicator of indicators) charts.addIndicator(indicator);
  },
});
