/** How components reach the terminal and its state. */

import { createContext, useContext } from 'react';
import { useStore } from 'zustand';
import type { StoreApi } from 'zustand/vanilla';
import type { Look } from './look.ts';
import type { Terminal } from './terminal.ts';
import type { TerminalState } from './terminal-state.ts';

interface Given {
  readonly terminal: Terminal;
  readonly look: StoreApi<Look>;
}

export const GivenContext = createContext<Given | undefined>(undefined);

function useGiven(): Given {
  const given = useContext(GivenContext);
  if (given === undefined) throw new Error('A part of the terminal is used outside of it.');
  return given;
}

export const useTerminal = (): Terminal => useGiven().terminal;

/** Renders again only when what `select` returns changes. */
export function useTerminalState<T>(select: (state: TerminalState) => T): T {
  return useStore(useGiven().terminal.store, select);
}

export function useLook(): [Look, (change: Partial<Look>) => void] {
  const { look } = useGiven();
  return [useStore(look), look.setState];
}
