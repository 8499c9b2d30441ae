/** The settings of one plugin, in a dialog made from the `configuration` of its manifest. */

import type { SettingsScope, SettingsView } from '@omnitrade/contracts';
import { Button, Dialog, Select, Skeleton } from '@omnitrade/ui';
import { type FormEvent, useEffect, useState } from 'react';
import { toPluginPath, useCall } from '../access/use-call.ts';
import { InputForm } from '../parts/input-form.tsx';
import { JsonFields } from './json-fields.tsx';
import styles from './plugin-dialogs.module.css';
import { findFaults, type SettingsDraft, splitSchema, toChange, toDraft } from './settings-draft.ts';

export interface SettingsDialogProps {
  readonly plugin: string;
  readonly name: string;
  readonly onClose: () => void;
}

export function SettingsDialog({ plugin, name, onClose }: SettingsDialogProps) {
  const [view, setView] = useState<SettingsView>();
  const { fault, run } = useCall();
  useEffect(() => {
    void run((call) => call<SettingsView>('GET', toPluginPath(plugin, '/settings'))).then(setView);
  }, [plugin, run]);
  if (view?.schema) return <SettingsForm view={view} name={name} onClose={onClose} />;
  return (
    <Dialog title={`Settings of ${name}`} onClose={onClose} foot={<Button onClick={onClose}>Close</Button>}>
      {fault ? (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      ) : view ? (
        <p className={styles.note}>It has no settings.</p>
      ) : (
        <Skeleton width="100%" height={120} />
      )}
    </Dialog>
  );
}

const scopes = [
  { value: 'user', label: 'Everywhere' },
  { value: 'workspace', label: 'In this workspace' },
];

function SettingsForm({
  view,
  name,
  onClose,
}: {
  readonly view: SettingsView;
  readonly name: string;
  readonly onClose: () => void;
}) {
  const [scope, setScope] = useState<SettingsScope>(Object.keys(view.workspace).length > 0 ? 'workspace' : 'user');
  const [draft, setDraft] = useState<SettingsDraft>(() => toDraft(view, scope));
  const { busy, fault, run } = useCall();
  const { plain, rest } = splitSchema(view);
  const faulty = findFaults(view, draft).length > 0;
  const choose = (next: string) => {
    setScope(next as SettingsScope);
    setDraft(toDraft(view, next as SettingsScope));
  };
  const apply = async (event: FormEvent) => {
    event.preventDefault();
    if (faulty) return;
    const change = toChange(view, scope, draft);
    if (await run((call) => call('PUT', toPluginPath(view.plugin, '/settings'), change))) onClose();
  };
  return (
    <Dialog
      title={`Settings of ${name}`}
      onClose={onClose}
      foot={
        <>
          <span className={styles.left}>
            <Button weight="quiet" onClick={() => setDraft(toDraft({ ...view, user: {}, workspace: {} }, scope))}>
              Defaults
            </Button>
          </span>
          <Button onClick={onClose}>Cancel</Button>
          <Button weight="primary" type="submit" form="plugin-settings" disabled={faulty || busy}>
            Apply
          </Button>
        </>
      }
    >
      {view.warnings.map((warning) => (
        <p key={warning} className={styles.warning}>
          {warning}
        </p>
      ))}
      <div className={styles.row}>
        <label htmlFor="settings-scope">These values hold</label>
        <Select id="settings-scope" value={scope} options={scopes} onChange={choose} />
      </div>
      {scope === 'user' && Object.keys(view.workspace).length > 0 && (
        <p className={styles.note}>In this workspace other values hold for {Object.keys(view.workspace).join(', ')}.</p>
      )}
      <form id="plugin-settings" onSubmit={(event) => void apply(event)} noValidate>
        <InputForm schema={plain} draft={draft.values} onChange={(values) => setDraft({ ...draft, values })} />
        <JsonFields schema={rest} texts={draft.texts} onChange={(texts) => setDraft({ ...draft, texts })} />
      </form>
      {fault && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </Dialog>
  );
}
