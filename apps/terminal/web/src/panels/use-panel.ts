/** A panel or widget that is open as long as the component that shows it is there. */

import type { PanelState, UiSurface } from '@omnitrade/contracts';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import { createStore } from 'zustand/vanilla';
import { useTerminal } from '../state/use-terminal.ts';
import type { PanelLink } from './panel-links.ts';

const nothing = createStore<PanelState | undefined>(() => undefined);

export function usePanel(
  contribution: string,
  surface: UiSurface,
): { link: PanelLink | undefined; state: PanelState | undefined } {
  const { panels } = useTerminal();
  const [link, setLink] = useState<PanelLink>();
  useEffect(() => {
    const opened = panels.open(contribution, surface);
    setLink(opened);
    return () => opened[Symbol.dispose]();
  }, [panels, contribution, surface]);
  const state = useStore<typeof nothing, PanelState | undefined>(
    (link?.state ?? nothing) as typeof nothing,
    (value) => value,
  );
  return { link, state };
}
