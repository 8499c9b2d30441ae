/** What has happened since this page was opened, newest first. */

import type { HostEvent } from '@omnitrade/contracts';
import { Notice, StatusWord } from '@omnitrade/ui';
import { memo } from 'react';
import { useTerminalState } from '../state/use-terminal.ts';
import { toEventText, toEventTone } from './event-text.ts';
import styles from './events-panel.module.css';

const timeFormat = new Intl.DateTimeFormat('en-GB', { timeStyle: 'medium' });
const fullFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'full', timeStyle: 'long' });

export function EventsPanel() {
  const events = useTerminalState((state) => state.events);
  if (events.length === 0)
    return (
      <Notice icon="info" title="Nothing has happened yet">
        <p>Starts, stops and failures of plugins appear here as they happen.</p>
      </Notice>
    );
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: a region that scrolls must be reachable by key
    <section className={styles.panel} aria-label="Events" tabIndex={0}>
      <ol className={styles.list} reversed>
        {events.toReversed().map((event) => (
          <EventRow key={event.seq} event={event} />
        ))}
      </ol>
    </section>
  );
}

const EventRow = memo(function EventRow({ event }: { readonly event: HostEvent }) {
  const at = new Date(event.time);
  return (
    <li className={styles.row}>
      <time className={styles.time} dateTime={at.toISOString()} title={fullFormat.format(at)}>
        {timeFormat.format(at)}
      </time>
      <div className={styles.what}>
        <div className={styles.head}>
          <StatusWord tone={toEventTone(event)}>
            <span className={styles.type}>{event.type}</span>
          </StatusWord>
          {event.plugin && <span className={styles.plugin}>{event.plugin}</span>}
        </div>
        <p className={styles.text}>
          <bdi>{toEventText(event)}</bdi>
        </p>
      </div>
    </li>
  );
});
