/** Shown where page and terminal do not speak the same protocol. */

import { Button, Notice } from '@omnitrade/ui';
import styles from './notice-page.module.css';

export function MismatchPage() {
  return (
    <main className={styles.page}>
      <title>Reload needed · OmniTrade</title>
      <Notice
        icon="retry"
        title="The terminal has been updated"
        level="h1"
        action={
          <Button weight="primary" onClick={() => location.reload()}>
            Reload
          </Button>
        }
      >
        <p>This page is older than the terminal it talks to. Reload it to go on; nothing is lost.</p>
      </Notice>
    </main>
  );
}
