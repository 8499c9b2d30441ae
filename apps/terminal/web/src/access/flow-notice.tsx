/** What the grants of a plugin mean together, and how far it reaches since it has read accounts. */

import { Button } from '@omnitrade/ui';
import type { Flow } from './access-types.ts';
import styles from './consent-list.module.css';
import { toPluginPath, useCall } from './use-call.ts';

export interface FlowNoticeProps {
  readonly plugin: string;
  readonly flow: Flow;
  readonly onChange: (flow: Flow) => void;
}

const timeFormat = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });

export function FlowNotice({ plugin, flow, onChange }: FlowNoticeProps) {
  const { busy, fault, run } = useCall();
  const { accountsReadAt, maySendTo, warnings } = flow;
  if (accountsReadAt === null && warnings.length === 0) return null;
  const clear = async () => {
    const next = await run((call) => call<Flow>('DELETE', toPluginPath(plugin, '/flow')));
    if (next) onChange(next);
  };
  const hosts = maySendTo.map((one) => one.slice('net:'.length));
  return (
    <div className={styles.warning}>
      {warnings.map((warning) => (
        <p key={warning}>{warning}</p>
      ))}
      {accountsReadAt !== null && (
        <>
          <p>
            It read your accounts on {timeFormat.format(accountsReadAt)}. Since then it reaches{' '}
            {hosts.length > 0 ? `only ${hosts.join(', ')}, which you named for that.` : 'no host at all.'}
          </p>
          <Button disabled={busy} onClick={() => void clear()}>
            Let it reach all its hosts again
          </Button>
        </>
      )}
      {fault && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </div>
  );
}
