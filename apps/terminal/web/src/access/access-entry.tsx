/** The way from a plugin in the list to what it may do, and to a newer version that waits for an answer. */

import { Button } from '@omnitrade/ui';
import { useTerminalState } from '../state/use-terminal.ts';
import { openAccess } from './access-store.ts';
import styles from './consent-list.module.css';

export function AccessEntry({ plugin }: { readonly plugin: string }) {
  const waiting = useTerminalState((state) => {
    const last = state.events.findLast((event) => event.plugin === plugin && aboutVersions.has(event.type));
    if (last?.type !== 'plugin.update-waiting') return undefined;
    const { to } = last.data as { readonly to?: unknown };
    return typeof to === 'string' ? to : undefined;
  });
  return (
    <div className={styles.entry}>
      <Button onClick={() => openAccess({ kind: 'permissions', plugin })}>Permissions</Button>
      {waiting !== undefined && (
        <>
          <span>Version {waiting} asks for more than this one.</span>
          <Button onClick={() => openAccess({ kind: 'update', plugin })}>See what it asks for</Button>
        </>
      )}
    </div>
  );
}

const aboutVersions: ReadonlySet<string> = new Set([
  ...['plugin.update-waiting', 'plugin.updated', 'plugin.rolled-back', 'plugin.installed', 'plugin.uninstalled'],
]);
