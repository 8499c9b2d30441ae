/** A panel that says how many units to trade. */

import { definePlugin } from '@omnitrade/sdk';
import { h, render } from '@omnitrade/sdk/ui';
import { Sizer } from './components/sizer.ts';

export default definePlugin({
  activate(context) {
    context.panels.addPanel({
      id: 'sizer',
      title: 'Position sizer',
      description: 'How many units to trade so that a stop costs no more than you chose to risk.',
      placement: 'right',
      mount: (root) => render(h(Sizer, { storage: context.storage }), root),
    });
  },
});
