/** The return to a version that was current once, with the data it had. */

import { Button, Dialog, Select } from '@omnitrade/ui';
import { useState } from 'react';
import { toPluginPath, useCall } from '../access/use-call.ts';
import styles from './plugin-dialogs.module.css';

export interface RollbackDialogProps {
  readonly plugin: string;
  readonly name: string;
  readonly version: string;
  /** Newest first. */
  readonly older: readonly string[];
  readonly onClose: () => void;
}

export function RollbackDialog({ plugin, name, version, older, onClose }: RollbackDialogProps) {
  const [to, setTo] = useState(older[0] ?? '');
  const { busy, fault, run } = useCall();
  const rollback = async () => {
    if (await run((call) => call('POST', toPluginPath(plugin, '/rollback'), { to }))) onClose();
  };
  return (
    <Dialog
      title={`Return ${name} to an older version`}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button weight="primary" disabled={busy || to === ''} onClick={() => void rollback()}>
            Return to {to}
          </Button>
        </>
      }
    >
      <div className={styles.row}>
        <label htmlFor="rollback-to">Version</label>
        <Select
          id="rollback-to"
          value={to}
          options={older.map((one) => ({ value: one, label: one }))}
          onChange={setTo}
        />
      </div>
      <p className={styles.note}>
        What it stored and its settings come back as they were when {to} was last in use; what you took from it since
        stays taken. Version {version} is kept, so that you can come back to it.
      </p>
      {fault && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </Dialog>
  );
}
