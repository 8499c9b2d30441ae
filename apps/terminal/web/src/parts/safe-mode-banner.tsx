/** Says over the workspace that no plugin runs, why, and how to go on. */

import { Button, Icon, showFailure } from '@omnitrade/ui';
import { useState } from 'react';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import styles from './safe-mode-banner.module.css';

export function SafeModeBanner() {
  const safeMode = useTerminalState((state) => state.safeMode);
  const live = useTerminalState((state) => state.link.state === 'live');
  const { call } = useTerminal();
  const [busy, setBusy] = useState(false);
  if (!safeMode) return null;
  const leave = async () => {
    setBusy(true);
    await call('POST', '/api/safe-mode/leave').catch((error) => showFailure('Leave safe mode', error.message));
    setBusy(false);
  };
  return (
    <section className={styles.banner} aria-label="Safe mode">
      <Icon name="alert" size={15} />
      <p>
        <strong>Safe mode.</strong> {safeMode.reason} Disable a plugin in the list of plugins to keep it from starting.
      </p>
      <Button disabled={busy || !live} onClick={() => void leave()}>
        Start the plugins
      </Button>
    </section>
  );
}
