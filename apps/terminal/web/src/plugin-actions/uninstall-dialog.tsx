/** Uninstalling: what becomes of its data, and of those that need it. */

import type { PluginInfo } from '@omnitrade/contracts';
import { Button, Dialog, Skeleton } from '@omnitrade/ui';
import { useEffect, useState } from 'react';
import { toPluginPath, useCall } from '../access/use-call.ts';
import { Choice, Choices } from './choices.tsx';
import styles from './plugin-dialogs.module.css';

export interface UninstallDialogProps {
  readonly plugin: string;
  readonly name: string;
  readonly onClose: () => void;
}

export function UninstallDialog({ plugin, name, onClose }: UninstallDialogProps) {
  const [dependents, setDependents] = useState<readonly string[]>();
  const [data, setData] = useState<'keep' | 'purge'>('keep');
  const [others, setOthers] = useState<'with' | 'alone'>('alone');
  const { busy, fault, run } = useCall();
  useEffect(() => {
    void run((call) => call<PluginInfo>('GET', toPluginPath(plugin))).then((info) => setDependents(info?.dependents));
  }, [plugin, run]);
  const uninstall = async () => {
    const needed = (dependents ?? []).length > 0;
    const flags = [
      ...(data === 'purge' ? ['purge=true'] : []),
      ...(needed ? [others === 'with' ? 'withDependents=true' : 'alone=true'] : []),
    ];
    const query = flags.length > 0 ? `?${flags.join('&')}` : '';
    if (await run((call) => call('DELETE', toPluginPath(plugin, query)))) onClose();
  };
  return (
    <Dialog
      title={`Uninstall ${name}`}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button weight="primary" disabled={busy || dependents === undefined} onClick={() => void uninstall()}>
            Uninstall
          </Button>
        </>
      }
    >
      <Choices legend="What it stored, and its settings">
        <Choice name="data" checked={data === 'keep'} onChoose={() => setData('keep')}>
          Keep for 30 days, in case you install it again
        </Choice>
        <Choice name="data" checked={data === 'purge'} onChoose={() => setData('purge')}>
          Delete now, for good
        </Choice>
      </Choices>
      {dependents === undefined && !fault && <Skeleton width="100%" height={20} />}
      {dependents && dependents.length > 0 && (
        <Choices legend={`Needed by ${dependents.join(', ')}`}>
          <Choice name="others" checked={others === 'alone'} onChoose={() => setOthers('alone')}>
            Leave them: they see that it is gone
          </Choice>
          <Choice name="others" checked={others === 'with'} onChoose={() => setOthers('with')}>
            Uninstall them too
          </Choice>
        </Choices>
      )}
      {fault && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </Dialog>
  );
}
