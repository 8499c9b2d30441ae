/** My plugin: a panel. What it shows lies in components/, what it computes in services/. */

import { definePlugin } from '@omnitrade/sdk';
import { show } from '@omnitrade/sdk/ui';
import { PositionSize } from './components/position-size.ts';

export default definePlugin({
  activate({ panels }) {
    panels.addPanel({
      id: 'position-size',
      title: 'Position size',
      description: 'How many units to buy for a given risk.',
      placement: 'right',
      mount: show(PositionSize),
    });
  },
});
