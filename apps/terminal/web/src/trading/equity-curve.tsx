/** What the account was worth while a strategy ran, as one line. */

import { toMoney } from './amounts.ts';
import styles from './equity-curve.module.css';

export interface EquityCurveProps {
  readonly label: string;
  readonly time: readonly number[];
  readonly value: readonly number[];
}

const width = 400;
const height = 56;

export function EquityCurve({ label, time, value }: EquityCurveProps) {
  const [first, last] = [value[0], value.at(-1)];
  if (first === undefined || last === undefined || value.length < 2) return null;
  const low = Math.min(...value);
  const high = Math.max(...value);
  const span = high - low || 1;
  const from = time[0] as number;
  const length = (time.at(-1) as number) - from || 1;
  const points = value.map((one, i) => {
    const x = (((time[i] as number) - from) / length) * width;
    const y = height - 3 - ((one - low) / span) * (height - 6);
    return `${x.toFixed(1)},${y.toFixed(1)}`;
  });
  const text = `${label}: from ${toMoney(`${first}`)} to ${toMoney(`${last}`)}, lowest ${toMoney(`${low}`)}, highest ${toMoney(`${high}`)}.`;
  return (
    <div className={styles.curve}>
      <svg viewBox={`0 0 ${width} ${height}`} preserveAspectRatio="none" role="img" aria-label={text}>
        <polyline
          className={last >= first ? styles.up : styles.down}
          points={points.join(' ')}
          vectorEffect="non-scaling-stroke"
        />
      </svg>
      <span className={styles.ends}>
        {toMoney(`${first}`)} → {toMoney(`${last}`)}
      </span>
    </div>
  );
}
