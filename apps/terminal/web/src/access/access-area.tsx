/** Everything about permissions that lies over the workspace: the questions of running plugins, and the dialog that is open. */

import { Button, Icon, showNotice } from '@omnitrade/ui';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { useTerminal, useTerminalState } from '../state/use-terminal.ts';
import styles from './access-area.module.css';
import { accessStore, closeAccess, openAccess } from './access-store.ts';
import type { PermissionRequest } from './access-types.ts';
import { FileDrop } from './file-drop.tsx';
import { InstallDialog } from './install-dialog.tsx';
import { PermissionsDialog } from './permissions-dialog.tsx';
import { RequestDialog } from './request-dialog.tsx';
import { UpdateDialog } from './update-dialog.tsx';

export function AccessArea() {
  const dialog = useStore(accessStore, (state) => state.dialog);
  const requests = useRequests();
  useNotices();
  return (
    <>
      <RequestBar requests={requests} />
      {dialog?.kind === 'install' && (
        <InstallDialog {...(dialog.files && { files: dialog.files })} onClose={closeAccess} />
      )}
      <FileDrop onFiles={installFiles} />
      {dialog?.kind === 'update' && <UpdateDialog plugin={dialog.plugin} onClose={closeAccess} />}
      {dialog?.kind === 'permissions' && <PermissionsDialog plugin={dialog.plugin} onClose={closeAccess} />}
      {dialog?.kind === 'request' && <Answer requests={requests} id={dialog.request} />}
    </>
  );
}

const installFiles = (files: readonly File[]) => openAccess({ kind: 'install', files });

/** Never in the way: who is asked looks when there is time, and no key that was meant for the chart answers. */
function RequestBar({ requests }: { readonly requests: readonly PermissionRequest[] }) {
  const { call } = useTerminal();
  const [first] = requests;
  return (
    <div className={styles.place} aria-live="polite">
      {first && (
        <div className={styles.bar}>
          <Icon name="info" size={15} />
          <span>
            <code>{first.plugin}</code> asks you: <strong>{first.ask.title}</strong>
            {requests.length > 1 && ` and ${requests.length - 1} more`}
          </span>
          <Button onClick={() => openAccess({ kind: 'request', request: first.id })}>Look</Button>
          <Button
            weight="quiet"
            onClick={() => void call('DELETE', `/api/permission-requests/${first.id}`).catch(() => {})}
          >
            Not now
          </Button>
        </div>
      )}
    </div>
  );
}

function Answer({ requests, id }: { readonly requests: readonly PermissionRequest[]; readonly id: number }) {
  const request = requests.find((one) => one.id === id);
  // Answered elsewhere, or the plugin has stopped.
  useEffect(() => {
    if (!request) closeAccess();
  }, [request]);
  return request ? <RequestDialog key={id} request={request} onClose={closeAccess} /> : null;
}

/** What is asked now; asked for anew with every connection and every event about it. */
function useRequests(): readonly PermissionRequest[] {
  const { call } = useTerminal();
  const run = useTerminalState((state) => (state.link.state === 'live' ? state.run : undefined));
  const seq = useTerminalState(
    (state) => state.events.findLast(({ type }) => /^grant\.(?:requested|answered)$/.test(type))?.seq,
  );
  const [requests, setRequests] = useState<readonly PermissionRequest[]>([]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: an event means that the list is another one
  useEffect(() => {
    if (run === undefined) return;
    let current = true;
    call<{ readonly requests: readonly PermissionRequest[] }>('GET', '/api/permission-requests')
      .then((answer) => current && setRequests(answer.requests))
      .catch(() => {});
    return () => {
      current = false;
    };
  }, [run, seq, call]);
  return requests;
}

/** What is older is told by the list of events alone. */
const freshMs = 10_000;

/** Shows what plugins tell the user, each once, and none from before this page was opened. */
function useNotices(): void {
  const { store } = useTerminal();
  useEffect(() => {
    let seen = 0;
    return store.subscribe(({ run, events }, before) => {
      if (run !== before.run) seen = 0;
      if (events === before.events) return;
      for (const { seq, type, plugin, data, time } of events) {
        if (type !== 'plugin.notified' || seq <= seen || time < Date.now() - freshMs) continue;
        const { title, text } = (data ?? {}) as { readonly title?: unknown; readonly text?: unknown };
        showNotice(`${plugin}: ${title}`, `${text ?? ''}`);
      }
      seen = events.at(-1)?.seq ?? 0;
    });
  }, [store]);
}
