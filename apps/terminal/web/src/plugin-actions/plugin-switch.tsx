/** The switch of a plugin: where others are concerned, it asks what becomes of them before anything happens. */

import { Switch, showFailure } from '@omnitrade/ui';
import { memo, useCallback, useState } from 'react';
import { toPluginPath } from '../access/use-call.ts';
import { RequestFailure } from '../link/link.ts';
import { useTerminal } from '../state/use-terminal.ts';
import { SwitchDialog, type SwitchRefusal } from './switch-dialog.tsx';

export interface PluginSwitchProps {
  readonly id: string;
  readonly name: string;
  readonly enabled: boolean;
}

/** Refusals that a user can answer; any other is shown as it is. */
const answerable = ['registry.needed-by-others', 'registry.needs-others'];

/** Memoised on what it shows, so that live figures leave it alone. */
export const PluginSwitch = memo(function PluginSwitch({ id, name, enabled }: PluginSwitchProps) {
  const { call } = useTerminal();
  const [refusal, setRefusal] = useState<SwitchRefusal>();
  const close = useCallback(() => setRefusal(undefined), []);
  const turn = async (on: boolean) => {
    try {
      await call('POST', toPluginPath(id, on ? '/enable' : '/disable'), {});
    } catch (error) {
      const sentence = error instanceof Error ? error.message : String(error);
      if (error instanceof RequestFailure && answerable.includes(error.code)) setRefusal({ on, data: error.data });
      else showFailure(`${on ? 'Enable' : 'Disable'} ${name}`, sentence);
    }
  };
  return (
    <>
      <Switch label={`Enable ${name}`} checked={enabled} onChange={(on) => void turn(on)} />
      {refusal && <SwitchDialog plugin={id} name={name} refusal={refusal} onClose={close} />}
    </>
  );
});
