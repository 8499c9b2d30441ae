/** The clock: ticks once a second while somebody sees it. */

import { h, Row, Text, useEffect, useState } from '@omnitrade/sdk/ui';
import { type Exchange, toLocalTime } from '../services/zones.ts';

export function Clock({ exchange }: { readonly exchange: Exchange }) {
  const [time, setTime] = useState(() => Date.now());
  useEffect(() => {
    const id = setInterval(() => setTime(Date.now()), 1000);
    return () => clearInterval(id);
  }, []);
  const { text, isOpen } = toLocalTime(exchange, time);
  return h(
    Row,
    { gap: 1 },
    h(Text, { tone: 'soft' }, exchange.short),
    h(Text, { mono: true }, text),
    h(Text, { tone: isOpen ? 'up' : 'soft' }, isOpen ? 'open' : 'closed'),
  );
}
