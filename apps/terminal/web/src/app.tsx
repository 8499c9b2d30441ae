/** Chooses the page: the terminal, or the reason why there is none. */

import { StylePolicy, ToastArea, TooltipGroup } from '@omnitrade/ui';
import { useMemo } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import { MismatchPage } from './pages/mismatch.tsx';
import { RefusedPage } from './pages/refused.tsx';
import { TerminalPage } from './pages/terminal.tsx';
import { CrashGuard } from './parts/crash-guard.tsx';
import type { Look } from './state/look.ts';
import type { Terminal } from './state/terminal.ts';
import { GivenContext } from './state/use-terminal.ts';

export function App({ terminal, look }: { readonly terminal: Terminal; readonly look: StoreApi<Look> }) {
  const link = useStore(terminal.store, (state) => state.link.state);
  const given = useMemo(() => ({ terminal, look }), [terminal, look]);
  return (
    <StylePolicy>
      <GivenContext value={given}>
        <TooltipGroup>
          <CrashGuard>
            {link === 'refused' ? <RefusedPage /> : link === 'mismatch' ? <MismatchPage /> : <TerminalPage />}
          </CrashGuard>
          <ToastArea />
        </TooltipGroup>
      </GivenContext>
    </StylePolicy>
  );
}
