/** A clock of one exchange for the status bar. */

import { definePlugin } from '@omnitrade/sdk';
import { h, render } from '@omnitrade/sdk/ui';
import { Clock } from './components/clock.ts';
import { type ExchangeId, exchanges } from './services/zones.ts';

export default definePlugin({
  activate({ panels, settings }) {
    const exchange = exchanges[settings.exchange as ExchangeId] ?? exchanges['new-york'];
    panels.addWidget({
      id: 'clock',
      title: 'Session clock',
      description: 'The time at one exchange, and whether its regular session is on.',
      mount: (root) => render(h(Clock, { exchange }), root),
    });
  },
});
