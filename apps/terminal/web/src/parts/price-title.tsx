/** Shows the price in the browser's tab. */

import { useStore } from 'zustand';
import { toPriceFormat } from '../chart/formats.ts';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';

export function PriceTitle() {
  const { feed } = useTerminal();
  const quote = useStore(feed.quote, (state) => state.quote);
  const instrument = useTerminalState((state) =>
    state.chart?.state === 'ready' ? state.chart.chart.instrument : undefined,
  );
  if (quote === undefined || instrument === undefined) return <title>OmniTrade</title>;
  const arrow = quote.change > 0 ? ' ▲' : quote.change < 0 ? ' ▼' : '';
  return <title>{`${toPriceFormat(instrument)(quote.price)}${arrow} ${instrument.title} · OmniTrade`}</title>;
}
