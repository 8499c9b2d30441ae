/** Calls of the API from a dialog: one at a time, with what was refused kept for the dialog to show. */

import { useCallback, useState } from 'react';
import { useTerminal } from '../state/use-terminal.ts';

export function useCall() {
  const { call } = useTerminal();
  const [busy, setBusy] = useState(false);
  const [fault, setFault] = useState<string>();
  /** Resolves to undefined where it was refused. */
  const run = useCallback(
    async <T>(work: (ask: typeof call) => Promise<T>): Promise<T | undefined> => {
      setBusy(true);
      setFault(undefined);
      try {
        return await work(call);
      } catch (error) {
        setFault(error instanceof Error ? error.message : String(error));
        return undefined;
      } finally {
        setBusy(false);
      }
    },
    [call],
  );
  return { busy, fault, run };
}

export const toPluginPath = (plugin: string, rest = ''): string => `/api/plugins/${encodeURIComponent(plugin)}${rest}`;
