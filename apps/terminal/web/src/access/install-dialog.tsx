/** Installs a plugin from its file or from a folder: it is judged and tried first, then the user decides what it may do. */

import { Button, Dialog, TextField } from '@omnitrade/ui';
import { type ChangeEvent, type FormEvent, useEffect, useRef, useState } from 'react';
import { useTerminal } from '../state/use-terminal.ts';
import type { ChangeReply } from './access-types.ts';
import { useConsentForm } from './consent-form.tsx';
import styles from './consent-list.module.css';
import { type ConsentDraft, listWarnedHosts, toGrantWish } from './limit-draft.ts';
import { NewKeyDialog, SignedBy } from './signer-notice.tsx';
import { chooseFiles, type UploadSource, uploadFiles } from './upload-archive.ts';
import { toPluginPath, useCall } from './use-call.ts';

type Source = UploadSource | { readonly kind: 'directory'; readonly path: string; readonly copy: true };

interface Tried {
  readonly source: Source;
  readonly reply: ChangeReply;
}

/** `files` are there already where they were dropped on the page. */
export function InstallDialog({ files, onClose }: { readonly files?: readonly File[]; readonly onClose: () => void }) {
  const [tried, setTried] = useState<Tried>();
  const [taken, setTaken] = useState<string>();
  const forget = useForget();
  const close = () => {
    forget(tried?.source);
    onClose();
  };
  if (!tried) return <InstallChoice files={files ?? []} onTried={setTried} onClose={onClose} />;
  const { signed, changes } = tried.reply;
  if (signed && !signed.known && taken !== signed.fingerprint)
    return (
      <NewKeyDialog
        plugin={changes[0]?.plugin ?? 'The plugin'}
        signer={signed}
        onTake={() => setTaken(signed.fingerprint)}
        onClose={close}
      />
    );
  return <InstallConsent tried={tried} onClose={onClose} onCancel={close} />;
}

/** What was handed over for nothing need not wait for its hour to be over. */
function useForget() {
  const { call } = useTerminal();
  return (source: Source | undefined) => {
    if (source?.kind === 'upload') void call('DELETE', `/api/uploads/${source.id}`).catch(() => {});
  };
}

interface InstallChoiceProps {
  readonly files: readonly File[];
  readonly onTried: (tried: Tried) => void;
  readonly onClose: () => void;
}

function InstallChoice({ files, onTried, onClose }: InstallChoiceProps) {
  const [path, setPath] = useState('');
  const [odd, setOdd] = useState<string>();
  const { busy, fault, run } = useCall();
  const forget = useForget();
  const input = useRef<HTMLInputElement>(null);
  const look = async (toSource: () => Promise<Source>) => {
    let source: Source | undefined;
    const reply = await run(async (call) => {
      source = await toSource();
      return call<ChangeReply>('POST', '/api/plugins', { source, dryRun: true });
    });
    if (reply && source) onTried({ source, reply });
    else forget(source);
  };
  const { call } = useTerminal();
  const take = (given: readonly File[]) => {
    const chosen = chooseFiles(given);
    setOdd(chosen.ok ? undefined : chosen.why);
    if (chosen.ok) void look(() => uploadFiles(call, chosen));
  };
  // biome-ignore lint/correctness/useExhaustiveDependencies: what was dropped is taken once
  useEffect(() => {
    if (files.length > 0) take(files);
  }, [files]);
  const said = odd ?? fault;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    setOdd(undefined);
    void look(async () => ({ kind: 'directory', path: path.trim(), copy: true }));
  };
  return (
    <Dialog
      title="Install a plugin"
      description="It is judged by its signatures and tried in the sandbox first. Then you decide what it may do."
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button weight="primary" type="submit" form="install-plugin" disabled={busy || path.trim() === ''}>
            {busy ? 'Trying it …' : 'Next'}
          </Button>
        </>
      }
    >
      {said && (
        <p id="install-fault" className={styles.fault} role="alert">
          {said}
        </p>
      )}
      <div className={styles.field}>
        <span>
          A plugin comes as an .otp file, with the .otpb file of its signatures. Choose both, or drop them here.
        </span>
        <span>
          <Button icon="plus" disabled={busy} onClick={() => input.current?.click()}>
            Choose files
          </Button>
        </span>
        <input
          ref={input}
          type="file"
          hidden
          multiple
          accept=".otp,.otpb"
          aria-label="Files of the plugin"
          onChange={({ target }: ChangeEvent<HTMLInputElement>) => {
            take([...(target.files ?? [])]);
            target.value = '';
          }}
        />
      </div>
      <form id="install-plugin" onSubmit={submit} noValidate>
        <div className={styles.field}>
          <label htmlFor="install-path">Or, while you write it: the folder that holds its plugin.json</label>
          <TextField
            id="install-path"
            value={path}
            placeholder="/plugins/my-indicator"
            aria-describedby={said ? 'install-fault' : undefined}
            onChange={({ target }) => setPath(target.value)}
          />
        </div>
      </form>
    </Dialog>
  );
}

interface InstallConsentProps {
  readonly tried: Tried;
  readonly onClose: () => void;
  readonly onCancel: () => void;
}

function InstallConsent({ tried: { source, reply }, onClose, onCancel }: InstallConsentProps) {
  const { busy, fault, run } = useCall();
  const { asks = [], warnings, changes, signed } = reply;
  const { plugin = 'The plugin', to, from } = changes[0] ?? {};
  const install = async (drafts: ConsentDraft) => {
    const pin = signed && { pin: signed.fingerprint };
    const done = await run(async (call) => {
      await call('POST', '/api/plugins', { source, ...pin, consent: true, ...toGrantWish(asks, drafts, plugin) });
      for (const { plugin: of = plugin, id: permission } of listWarnedHosts(asks, drafts))
        await call('PUT', toPluginPath(of, '/flow'), { permission, allowed: true });
      return true;
    });
    if (done) onClose();
  };
  const [failure] = warnings;
  const { body, foot } = useConsentForm({
    ...{ asks, busy, fault, onCancel },
    note: failure
      ? `It failed its trial and will not run until that is mended: ${failure.message}`
      : asks.length === 0
        ? 'It asks for nothing.'
        : 'Give it less than it asks for if you like: it is told what it has. You can change all of this later.',
    action: from ? 'Update' : 'Install',
    onAccept: (drafts) => void install(drafts),
  });
  return (
    <Dialog title={`What may ${plugin} ${to} do?`} size="wide" onClose={onCancel} foot={foot}>
      {signed && <SignedBy signer={signed} />}
      {body}
    </Dialog>
  );
}
