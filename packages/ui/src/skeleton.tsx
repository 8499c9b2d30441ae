/** A grey stand-in of the size of what will be there. */

import styles from './skeleton.module.css';

export function Skeleton({ width, height }: { readonly width: number | string; readonly height: number | string }) {
  return <span className={styles.skeleton} style={{ width, height }} aria-hidden="true" />;
}
