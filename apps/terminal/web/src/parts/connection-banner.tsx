/** Lies over the top of the workspace while the terminal is out of reach; what was there stays readable. */

import { Button, Icon } from '@omnitrade/ui';
import { useEffect, useState } from 'react';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import styles from './connection-banner.module.css';

export function ConnectionBanner() {
  const link = useTerminalState((state) => state.link);
  const { retryNow } = useTerminal();
  if (link.state !== 'lost') return null;
  return (
    <div className={styles.banner} role="alert">
      <Icon name="disconnected" size={15} />
      <span>
        <strong>Connection lost, trying again …</strong> What you see is from before.
      </span>
      <Countdown until={link.retryAt} />
      <Button onClick={retryNow}>Try now</Button>
    </div>
  );
}

function Countdown({ until }: { readonly until: number }) {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 250);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((until - now) / 1000));
  return (
    <span className={styles.count} aria-hidden="true">
      {seconds > 0 ? `next attempt in ${seconds} s` : 'trying …'}
    </span>
  );
}
