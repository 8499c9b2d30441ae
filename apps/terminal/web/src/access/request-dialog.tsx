/** The answer to a running plugin that asks for something: no for now, for this run, or until it is taken back. */

import { Button, Dialog } from '@omnitrade/ui';
import { useRef, useState } from 'react';
import type { Lifetime, PermissionRequest } from './access-types.ts';
import { AskItem } from './ask-item.tsx';
import styles from './consent-list.module.css';
import { type AskDraft, hasFault, toDraft, toLimits } from './limit-draft.ts';
import { toPluginPath, useCall } from './use-call.ts';

export interface RequestDialogProps {
  readonly request: PermissionRequest;
  readonly onClose: () => void;
}

export function RequestDialog({ request, onClose }: RequestDialogProps) {
  const { plugin, ask, permission } = request;
  const { busy, fault, run } = useCall();
  const [draft, setDraft] = useState<AskDraft>(() => ({ ...toDraft(ask), on: true }));
  const no = useRef<HTMLButtonElement>(null);
  const faulty = hasFault([ask], { [ask.id]: draft });
  const allow = async (lifetime: Lifetime) => {
    const done = await run(async (call) => {
      await call('PUT', toPluginPath(plugin, '/grants'), { permission, limits: toLimits(ask, draft), lifetime });
      if (ask.sendsAccounts) await call('PUT', toPluginPath(plugin, '/flow'), { permission, allowed: true });
      return true;
    });
    if (done) onClose();
  };
  const decline = async () => {
    if (await run((call) => call('DELETE', `/api/permission-requests/${request.id}`))) onClose();
  };
  return (
    <Dialog
      title={`${plugin} asks for something`}
      description="The terminal asks you this, not the plugin. It goes on without if you say no."
      size="wide"
      initialFocus={no}
      onClose={onClose}
      foot={
        <>
          <span className={styles.left}>
            <Button ref={no} disabled={busy} onClick={() => void decline()}>
              Not now
            </Button>
          </span>
          <Button disabled={busy || faulty || !draft.on} onClick={() => void allow('once')}>
            For this run
          </Button>
          <Button disabled={busy || faulty || !draft.on} onClick={() => void allow('until-revoked')}>
            Until I take it back
          </Button>
        </>
      }
    >
      {fault && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
      <ul>
        <AskItem ask={ask} draft={draft} onChange={setDraft} />
      </ul>
    </Dialog>
  );
}
