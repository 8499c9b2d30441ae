/** S&P 500 history: a data provider that reads its bars from a file of the plugin's own. */

import { definePlugin } from '@omnitrade/sdk';
import type { Manifest } from './plugin.d.ts';
import { createHistory } from './services/history.ts';

export default definePlugin<Manifest>({
  activate({ data, assets }) {
    data.addProvider(createHistory((name) => assets.text(name)));
  },
});
