/** Names the chart library, as its licence asks; its own logo would need a style element, which the page's policy refuses. */

import styles from './chart-credit.module.css';

export function ChartCredit() {
  return (
    <a className={styles.credit} href="https://www.tradingview.com/" target="_blank" rel="noreferrer">
      Charts by TradingView
    </a>
  );
}
