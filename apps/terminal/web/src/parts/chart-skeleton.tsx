/** Stands where the chart will be, in its shape, and says what is being waited for. */

import { Skeleton } from '@omnitrade/ui';
import styles from './chart-skeleton.module.css';

/** Heights of the grey candles, in per cent: a drawing, not data. */
const heights = [18, 26, 22, 34, 30, 41, 37, 46, 39, 52, 47, 58, 49, 44, 53, 61, 56, 66, 60, 71, 64, 58, 67, 74];

export function ChartSkeleton({ text }: { readonly text: string }) {
  return (
    <div className={styles.skeleton}>
      <div className={styles.legend}>
        <Skeleton width={150} height={12} />
        <Skeleton width={230} height={12} />
      </div>
      <div className={styles.bars} aria-hidden="true">
        {heights.map((height, at) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a fixed drawing
          <Skeleton key={at} width="2%" height={`${height}%`} />
        ))}
      </div>
      <p className={styles.text} role="status">
        {text}
      </p>
      <div className={styles.foot} />
    </div>
  );
}
