/** Figures of plugins as the page writes them: one way for all. */

import type { Scalar, TableColumn } from '@omnitrade/contracts';

const plain = new Intl.NumberFormat('en-US', { maximumFractionDigits: 8 });
const price = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 8 });
const percent = new Intl.NumberFormat('en-US', { minimumFractionDigits: 2, maximumFractionDigits: 2 });
const change = new Intl.NumberFormat('en-US', {
  minimumFractionDigits: 2,
  maximumFractionDigits: 8,
  signDisplay: 'exceptZero',
});

/** Times are epoch milliseconds; the day alone where it is midnight UTC. */
function toTimeText(time: number): string {
  const at = new Date(time);
  if (Number.isNaN(at.getTime())) return '–';
  const iso = at.toISOString();
  return time % 86_400_000 === 0 ? iso.slice(0, 10) : `${iso.slice(0, 10)} ${iso.slice(11, 16)}`;
}

export function toFigureText(value: Scalar, format: TableColumn['format'] = 'number'): string {
  if (value === null) return '–';
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (typeof value === 'string') return value;
  switch (format) {
    case 'price':
      return price.format(value);
    case 'percent':
      return `${percent.format(value)} %`;
    case 'change':
      return change.format(value);
    case 'time':
      return toTimeText(value);
    default:
      return plain.format(value);
  }
}
