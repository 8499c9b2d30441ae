/** Installs a plugin from a folder: it is tried first, then the user decides what it may do. */

import { Button, Dialog, TextField } from '@omnitrade/ui';
import { type FormEvent, useState } from 'react';
import type { ChangeReply } from './access-types.ts';
import { useConsentForm } from './consent-form.tsx';
import styles from './consent-list.module.css';
import { type ConsentDraft, listWarnedHosts, toGrantWish } from './limit-draft.ts';
import { toPluginPath, useCall } from './use-call.ts';

export function InstallDialog({ onClose }: { readonly onClose: () => void }) {
  const [path, setPath] = useState('');
  const [tried, setTried] = useState<ChangeReply>();
  const { busy, fault, run } = useCall();
  const source = { kind: 'directory', path: path.trim(), copy: true };
  if (tried) return <InstallConsent tried={tried} source={source} onClose={onClose} />;
  const look = async (event: FormEvent) => {
    event.preventDefault();
    setTried(await run((call) => call<ChangeReply>('POST', '/api/plugins', { source, dryRun: true })));
  };
  return (
    <Dialog
      title="Install a plugin"
      description="It is tried in the sandbox first. Then you decide what it may do."
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button weight="primary" type="submit" form="install-plugin" disabled={busy || source.path === ''}>
            {busy ? 'Trying it …' : 'Next'}
          </Button>
        </>
      }
    >
      <form id="install-plugin" onSubmit={(event) => void look(event)} noValidate>
        <div className={styles.field}>
          <label htmlFor="install-path">Folder that holds its plugin.json</label>
          <TextField
            id="install-path"
            value={path}
            placeholder="/home/you/my-indicator"
            aria-describedby={fault ? 'install-fault' : undefined}
            onChange={({ target }) => setPath(target.value)}
          />
        </div>
        {fault && (
          <p id="install-fault" className={styles.fault} role="alert">
            {fault}
          </p>
        )}
      </form>
    </Dialog>
  );
}

interface InstallConsentProps {
  readonly tried: ChangeReply;
  readonly source: object;
  readonly onClose: () => void;
}

function InstallConsent({ tried, source, onClose }: InstallConsentProps) {
  const { busy, fault, run } = useCall();
  const { asks = [], warnings, changes } = tried;
  const { plugin = 'The plugin', to, from } = changes[0] ?? {};
  const install = async (drafts: ConsentDraft) => {
    const done = await run(async (call) => {
      await call('POST', '/api/plugins', { source, consent: true, ...toGrantWish(asks, drafts, plugin) });
      for (const { plugin: of = plugin, id: permission } of listWarnedHosts(asks, drafts))
        await call('PUT', toPluginPath(of, '/flow'), { permission, allowed: true });
      return true;
    });
    if (done) onClose();
  };
  const [failure] = warnings;
  const { body, foot } = useConsentForm({
    ...{ asks, busy, fault, onCancel: onClose },
    note: failure
      ? `It failed its trial and will not run until that is mended: ${failure.message}`
      : asks.length === 0
        ? 'It asks for nothing.'
        : 'Give it less than it asks for if you like: it is told what it has. You can change all of this later.',
    action: from ? 'Update' : 'Install',
    onAccept: (drafts) => void install(drafts),
  });
  return (
    <Dialog title={`What may ${plugin} ${to} do?`} size="wide" onClose={onClose} foot={foot}>
      {body}
    </Dialog>
  );
}
