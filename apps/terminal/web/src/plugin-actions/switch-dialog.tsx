/** Enabling what needs others, or disabling what others need: who they are, and what becomes of them. */

import type { JsonObject } from '@omnitrade/contracts';
import { Button, Dialog } from '@omnitrade/ui';
import { useState } from 'react';
import { toPluginPath, useCall } from '../access/use-call.ts';
import { Choice, Choices } from './choices.tsx';
import styles from './plugin-dialogs.module.css';

/** What was to be done, and what the terminal said of it. */
export interface SwitchRefusal {
  readonly on: boolean;
  readonly data: JsonObject;
}

export interface SwitchDialogProps {
  readonly plugin: string;
  readonly name: string;
  readonly refusal: SwitchRefusal;
  readonly onClose: () => void;
}

export function SwitchDialog({ plugin, name, refusal: { on, data }, onClose }: SwitchDialogProps) {
  const [others, setOthers] = useState<'with' | 'alone'>('with');
  const { busy, fault, run } = useCall();
  const verb = on ? 'Enable' : 'Disable';
  const turn = async () => {
    const flag = others === 'alone' ? 'alone' : on ? 'withDependencies' : 'withDependents';
    const path = toPluginPath(plugin, `/${on ? 'enable' : 'disable'}?${flag}=true`);
    if (await run((call) => call('POST', path, {}))) onClose();
  };
  return (
    <Dialog
      title={`${verb} ${name}`}
      onClose={onClose}
      foot={
        <>
          <Button onClick={onClose}>Cancel</Button>
          <Button weight="primary" disabled={busy} onClick={() => void turn()}>
            {verb}
          </Button>
        </>
      }
    >
      <Choices
        legend={on ? `It needs ${listOf(data, 'disabled', 'missing')}` : `Needed by ${listOf(data, 'dependents')}`}
      >
        <Choice name="others" checked={others === 'with'} onChoose={() => setOthers('with')}>
          {on ? 'Bring in and enable what it needs' : 'Disable them too'}
        </Choice>
        <Choice name="others" checked={others === 'alone'} onChoose={() => setOthers('alone')}>
          {on ? 'Enable it without: it sees what is not there' : 'Leave them: they see that it does not run'}
        </Choice>
      </Choices>
      {fault && (
        <p className={styles.fault} role="alert">
          {fault}
        </p>
      )}
    </Dialog>
  );
}

const listOf = (data: JsonObject, ...keys: readonly string[]): string =>
  keys.flatMap((key) => (Array.isArray(data[key]) ? data[key] : [])).join(', ');
