/** The icons both web apps share, by name, drawn on a 16 x 16 grid in the text's colour. */

import type { ReactNode } from 'react';
import styles from './icon.module.css';

const filled = { fill: 'currentColor', stroke: 'none' } as const;

const drawings = {
  mark: (
    <>
      <path d="M8 1.6a6.4 6.4 0 1 0 6.4 6.4" />
      <path d="M5.2 9.9V7.6M8 11V5M10.8 8.4V4.2" />
      <circle cx="13.1" cy="2.9" r="1.5" {...filled} />
    </>
  ),
  candles: <path d="M4.5 1.8v2.4M4.5 10.6v3M2.9 4.2h3.2v6.4H2.9zM11.5 2.8v3M11.5 11.2v3M9.9 5.8h3.2v5.4H9.9z" />,
  indicators: <path d="M1.8 10.4c2 0 2.2-5.6 4.1-5.6s2.2 6.6 4.2 6.6 2-7.6 4.1-7.6" />,
  play: <path d="M4.6 2.9v10.2L13 8z" {...filled} />,
  pause: <path d="M4.4 3h2.4v10H4.4zM9.2 3h2.4v10H9.2z" {...filled} />,
  step: <path d="M3.2 3.2v9.6L9.8 8zM10.8 3.2h2v9.6h-2z" {...filled} />,
  stop: <path d="M3.8 3.8h8.4v8.4H3.8z" {...filled} />,
  replay: (
    <>
      <path d="M3 8a5 5 0 1 0 1.7-3.8" />
      <path d="M2.6 2v2.9h2.9" />
      <path d="M6.8 5.9v4.2L10.2 8z" {...filled} />
    </>
  ),
  eye: (
    <>
      <path d="M1.5 8S3.9 3.8 8 3.8 14.5 8 14.5 8 12.1 12.2 8 12.2 1.5 8 1.5 8z" />
      <circle cx="8" cy="8" r="1.9" />
    </>
  ),
  'eye-off': (
    <path d="M2.2 2.2l11.6 11.6M6.1 4.1A6 6 0 0 1 8 3.8c4.1 0 6.5 4.2 6.5 4.2a11 11 0 0 1-1.7 2.1M4.1 5.4A10.6 10.6 0 0 0 1.5 8S3.9 12.2 8 12.2a6 6 0 0 0 2.7-.6M6.7 6.7a1.9 1.9 0 0 0 2.6 2.6" />
  ),
  settings: (
    <>
      <path d="M2 4.6h6.2M11.8 4.6H14M2 11.4h2.2M7.8 11.4H14" />
      <circle cx="10" cy="4.6" r="1.8" />
      <circle cx="6" cy="11.4" r="1.8" />
    </>
  ),
  close: <path d="M3.8 3.8l8.4 8.4M12.2 3.8l-8.4 8.4" />,
  sun: (
    <>
      <circle cx="8" cy="8" r="2.7" />
      <path d="M8 1.5v1.4M8 13.1v1.4M1.5 8h1.4M13.1 8h1.4M3.4 3.4l1 1M11.6 11.6l1 1M12.6 3.4l-1 1M4.4 11.6l-1 1" />
    </>
  ),
  moon: <path d="M13.4 9.6A5.8 5.8 0 0 1 6.4 2.6a5.8 5.8 0 1 0 7 7z" />,
  search: (
    <>
      <circle cx="7" cy="7" r="4.3" />
      <path d="M10.2 10.2l3.6 3.6" />
    </>
  ),
  'chevron-down': <path d="M4 6.2l4 4 4-4" />,
  'chevron-right': <path d="M6.2 4l4 4-4 4" />,
  check: <path d="M3 8.4l3.4 3.4L13 4.6" />,
  alert: (
    <>
      <path d="M8 2.3L14.4 13.4H1.6z" />
      <path d="M8 6.6v3.2M8 11.4v.1" />
    </>
  ),
  plugin: <path d="M5.4 1.8v3M10.6 1.8v3M3.4 4.8h9.2v2.6a4.6 4.6 0 0 1-9.2 0zM8 12v2.4" />,
  retry: (
    <>
      <path d="M13 8a5 5 0 1 1-1.5-3.6" />
      <path d="M13.3 1.9v2.9h-2.9" />
    </>
  ),
  plus: <path d="M8 3v10M3 8h10" />,
  minus: <path d="M3 8h10" />,
  'sort-up': <path d="M8 4.6l3.4 5.6H4.6z" {...filled} />,
  'sort-down': <path d="M8 11.4L4.6 5.8h6.8z" {...filled} />,
  layout: <path d="M2 2.6h12v10.8H2zM9.6 2.6v10.8M9.6 7.6H14" />,
  keyboard: <path d="M1.6 4h12.8v8H1.6zM4 6.6h.1M6.7 6.6h.1M9.3 6.6h.1M12 6.6h.1M4.7 9.4h6.6" />,
  disconnected: (
    <path d="M6 10l4-4M7 4.6l1.2-1.2a3.1 3.1 0 0 1 4.4 4.4L11.4 9M9 11.4l-1.2 1.2a3.1 3.1 0 0 1-4.4-4.4L4.6 7" />
  ),
  newest: <path d="M2.4 8h8.4M7.6 4.6L11 8l-3.4 3.4M13.6 3.4v9.2" />,
  maximize: <path d="M9.6 2.8h3.6v3.6M6.4 13.2H2.8V9.6M13 3L9.2 6.8M3 13l3.8-3.8" />,
  restore: <path d="M13.2 6.4H9.6V2.8M2.8 9.6h3.6v3.6M9.8 6.2L13.4 2.6M2.6 13.4l3.6-3.6" />,
  more: (
    <>
      <circle cx="3.2" cy="8" r="1.3" {...filled} />
      <circle cx="8" cy="8" r="1.3" {...filled} />
      <circle cx="12.8" cy="8" r="1.3" {...filled} />
    </>
  ),
  info: (
    <>
      <circle cx="8" cy="8" r="6" />
      <path d="M8 7.4v3.4M8 5.2v.1" />
    </>
  ),
} as const satisfies Record<string, ReactNode>;

export type IconName = keyof typeof drawings;

/** Decorative: whatever holds it carries the accessible name. */
export function Icon({ name, size = 16 }: { readonly name: IconName; readonly size?: number }) {
  return (
    <svg className={styles.icon} width={size} height={size} viewBox="0 0 16 16" aria-hidden="true" focusable="false">
      {drawings[name]}
    </svg>
  );
}
