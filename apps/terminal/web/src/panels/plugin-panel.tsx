/** A panel of a plugin in its place: what it has drawn, or why there is nothing to see. */

import { Button, Notice, PluginView } from '@omnitrade/ui';
import { useTerminalState } from '../state/use-terminal.ts';
import { isShown } from './panel-contributions.ts';
import styles from './plugin-panel.module.css';
import { usePanel } from './use-panel.ts';

export function PluginPanel({ contribution }: { readonly contribution: string }) {
  const { link, state } = usePanel(contribution, 'panel');
  const title = useTerminalState(
    (given) => given.contributions.filter(isShown).find((one) => one.contribution === contribution)?.info.title,
  );
  const plugin = contribution.split('/')[0] ?? '';
  if (link && state?.status === 'failed')
    return (
      <Notice
        icon="plugin"
        tone="danger"
        title={`${title ?? contribution} cannot be shown`}
        action={
          <Button icon="retry" onClick={() => link.restart()}>
            Try again
          </Button>
        }
      >
        <p>
          <bdi>{state.error?.message}</bdi>
        </p>
      </Notice>
    );
  return (
    <div className={styles.panel}>
      {link && state?.status === 'live' ? (
        <PluginView store={link.store} label={`${title ?? contribution}, a panel of the plugin ${plugin}`} />
      ) : (
        <Notice icon="plugin" title={`${title ?? contribution} is starting …`} />
      )}
      <p className={styles.owner}>
        by <bdi>{plugin}</bdi>
      </p>
    </div>
  );
}
