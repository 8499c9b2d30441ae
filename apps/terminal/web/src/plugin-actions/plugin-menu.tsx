/** What can be done with one plugin: a menu in its row, and the dialogs behind it. */

import type { PluginInfo } from '@omnitrade/contracts';
import { Menu, type MenuEntry, showFailure } from '@omnitrade/ui';
import { useCallback, useState } from 'react';
import { openAccess } from '../access/access-store.ts';
import { toPluginPath } from '../access/use-call.ts';
import type { PluginRow } from '../state/terminal-state.ts';
import { useTerminal } from '../state/use-terminal.ts';
import { RollbackDialog } from './rollback-dialog.tsx';
import { SettingsDialog } from './settings-dialog.tsx';
import { UninstallDialog } from './uninstall-dialog.tsx';

type Asked = Pick<PluginRow, 'id' | 'displayName' | 'version' | 'pinned' | 'configurable' | 'older'>;

export function PluginMenu({ plugin }: { readonly plugin: Asked }) {
  const { id, displayName, version, pinned = false, configurable = false, older = [] } = plugin;
  const { call } = useTerminal();
  const [dialog, setDialog] = useState<'settings' | 'rollback' | 'uninstall'>();
  const close = useCallback(() => setDialog(undefined), []);
  const pin = () =>
    void call<PluginInfo>('POST', toPluginPath(id, '/pin'), { pinned: !pinned }).catch((error) =>
      showFailure(`${pinned ? 'Unpin' : 'Pin'} ${displayName}`, error.message),
    );
  const entries: readonly MenuEntry[] = [
    {
      kind: 'action',
      label: 'Settings',
      icon: 'settings',
      disabled: !configurable,
      ...(!configurable && { hint: 'none' }),
      run: () => setDialog('settings'),
    },
    {
      kind: 'action',
      label: 'Permissions',
      icon: 'eye',
      run: () => openAccess({ kind: 'permissions', plugin: id }),
    },
    {
      kind: 'action',
      label: 'Update',
      icon: 'newest',
      disabled: pinned,
      ...(pinned && { hint: 'pinned' }),
      run: () => openAccess({ kind: 'update', plugin: id }),
    },
    {
      kind: 'action',
      label: 'Return to an older version',
      icon: 'replay',
      disabled: older.length === 0,
      hint: older.length === 0 ? 'none kept' : `${older.length} kept`,
      run: () => setDialog('rollback'),
    },
    {
      kind: 'action',
      label: pinned ? `Let it be updated again` : `Stay at ${version}`,
      icon: pinned ? 'check' : 'stop',
      run: pin,
    },
    { kind: 'action', label: 'Uninstall', icon: 'close', run: () => setDialog('uninstall') },
  ];
  return (
    <>
      <Menu icon="more" label={`Actions for ${displayName}`} entries={entries} />
      {dialog === 'settings' && <SettingsDialog plugin={id} name={displayName} onClose={close} />}
      {dialog === 'rollback' && (
        <RollbackDialog plugin={id} {...{ version, older, name: displayName }} onClose={close} />
      )}
      {dialog === 'uninstall' && <UninstallDialog plugin={id} name={displayName} onClose={close} />}
    </>
  );
}
