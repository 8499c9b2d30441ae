/** The time, on the exchange's wall clock and in UTC: both tick together. */

import { useEffect, useMemo, useState } from 'react';
import styles from './clock.module.css';

/** Re-renders on each full second. */
function useSeconds(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    let timer: ReturnType<typeof setTimeout>;
    const tick = () => {
      setNow(Date.now());
      timer = setTimeout(tick, 1000 - (Date.now() % 1000));
    };
    timer = setTimeout(tick, 1000 - (Date.now() % 1000));
    return () => clearTimeout(timer);
  }, []);
  return now;
}

function openFormat(timeZone: string): Intl.DateTimeFormat | undefined {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium' });
  } catch {
    return undefined;
  }
}

/** `America/New_York` is called New York. */
export function toZoneName(timeZone: string): string {
  return (timeZone.split('/').at(-1) ?? timeZone).replaceAll('_', ' ');
}

/** Draws nothing where the zone is unknown. */
export function Clock({ timeZone = 'UTC' }: { readonly timeZone?: string | undefined }) {
  const now = useSeconds();
  const format = useMemo(() => openFormat(timeZone), [timeZone]);
  if (format === undefined) return null;
  return (
    <span className={styles.clock}>
      <span className={styles.zone}>{toZoneName(timeZone)}</span>
      <time className={styles.time}>{format.format(now)}</time>
    </span>
  );
}
