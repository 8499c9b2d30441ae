/** How costs are written: short, in one unit per column, so that rows compare at a glance. */

const oneDigit = new Intl.NumberFormat('en-US', { minimumFractionDigits: 1, maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en-US', { maximumFractionDigits: 0 });
const short = new Intl.NumberFormat('en-US', { notation: 'compact', maximumFractionDigits: 1 });

/** Megabytes (MiB) with one place, without it from 100 on. */
export function toMegabytes(bytes: number): string {
  const megabytes = bytes / (1024 * 1024);
  return (megabytes < 100 ? oneDigit : whole).format(megabytes);
}

/** Milliseconds: `0.42`, `31.4`, `1,204`, `1.2M`. */
export function toMilliseconds(ms: number): string {
  if (ms >= 100) return toCount(ms);
  return ms >= 10 ? oneDigit.format(ms) : ms.toFixed(2);
}

/** Counts: whole up to 99,999, then `1.2M`. */
export function toCount(count: number): string {
  return (count < 100_000 ? whole : short).format(count);
}
