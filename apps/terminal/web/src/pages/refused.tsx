/** Shown to a browser that has no session: only the URL that the terminal prints opens one. */

import { Notice } from '@omnitrade/ui';
import styles from './notice-page.module.css';

export function RefusedPage() {
  return (
    <main className={styles.page}>
      <title>Not connected · OmniTrade</title>
      <Notice icon="disconnected" title="This browser is not connected to your terminal" level="h1">
        <p>
          Open the address that the terminal printed when it started. It holds a key that lets only you in, and it
          changes with every start.
        </p>
        <p className={styles.command}>
          <code>npm start</code> prints a new one.
        </p>
      </Notice>
    </main>
  );
}
