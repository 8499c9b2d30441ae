/** S&P 500 history: a data provider that reads its bars from a file of the plugin's own. */

import { definePlugin } from '@omnitrade/sdk';
import { createHistory } from './services/history.ts';

export default definePlugin({
  activate({ data, assets }) {
    data.addProvider(createHistory((name) => assets.text(name)));
  },
});
