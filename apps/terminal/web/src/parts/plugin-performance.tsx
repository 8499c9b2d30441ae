/** What one plugin costs, in figures that compare at a glance, and what went wrong in it last. */

import type { PluginUsage, UsageError } from '@omnitrade/contracts';
import styles from './plugin-performance.module.css';
import { toCount, toMegabytes, toMilliseconds } from './usage-text.ts';

interface Figure {
  readonly name: string;
  readonly value: string;
  /** Something a trader should look at. */
  readonly bad?: boolean;
}

/** In groups of what belongs together. */
export function toFigures(usage: PluginUsage): readonly Figure[] {
  const { turnMs, errors, kills, strikes } = usage;
  const calls = Object.values(usage.calls);
  const sum = (of: 'allowed' | 'denied') => calls.reduce((all, count) => all + count[of], 0);
  const denied = sum('denied');
  return [
    { name: 'Turn p50', value: `${toMilliseconds(turnMs.p50)} ms` },
    { name: 'Turn p95', value: `${toMilliseconds(turnMs.p95)} ms` },
    { name: 'Longest', value: `${toMilliseconds(turnMs.max)} ms` },
    { name: 'Turns', value: toCount(usage.turns) },
    { name: 'Heap', value: `${toMegabytes(usage.heapBytes)} MB` },
    { name: 'Buffers', value: `${toMegabytes(usage.externalBytes)} MB` },
    { name: 'In', value: `${toMegabytes(usage.bytesIn)} MB` },
    { name: 'Out', value: `${toMegabytes(usage.bytesOut)} MB` },
    { name: 'Waiting', value: toCount(usage.queued) },
    { name: 'Conflated', value: toCount(usage.conflated) },
    { name: 'Dropped', value: toCount(usage.dropped), bad: usage.dropped > 0 },
    { name: 'Calls', value: toCount(sum('allowed')) },
    { name: 'Denied', value: toCount(denied), bad: denied > 0 },
    { name: 'Errors', value: toCount(errors.count), bad: errors.count > 0 },
    { name: 'Kills', value: toCount(kills), bad: kills > 0 },
    { name: 'Strikes', value: toCount(strikes), bad: strikes > 0 },
  ];
}

export function PluginPerformance({ name, usage }: { readonly name: string; readonly usage: PluginUsage }) {
  const { kinds } = usage.errors;
  return (
    <section className={styles.performance} aria-label={`Performance of ${name}`}>
      <dl className={styles.figures}>
        {toFigures(usage).map(({ name: label, value, bad }) => (
          <div key={label} className={bad ? styles.bad : styles.figure}>
            <dt>{label}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      {kinds.length > 0 && (
        <ul className={styles.errors} aria-label={`Last errors of ${name}`}>
          {kinds.slice(0, 3).map((error) => (
            <LastError key={error.fingerprint} error={error} />
          ))}
        </ul>
      )}
    </section>
  );
}

function LastError({ error: { message, place, count } }: { readonly error: UsageError }) {
  return (
    <li>
      <bdi className={styles.message} title={message}>
        {message}
      </bdi>
      <span className={styles.place}>
        {place !== undefined && <bdi>{place}</bdi>} {toCount(count)}×
      </span>
    </li>
  );
}
