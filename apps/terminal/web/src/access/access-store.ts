/** Which dialog about permissions is open; anything in the page may open one. */

import { createStore, type StoreApi } from 'zustand/vanilla';

export type AccessDialog =
  /** From a file or a folder; `files` where they were dropped on the page. */
  | { readonly kind: 'install'; readonly files?: readonly File[] }
  /** A newer version of an installed plugin. */
  | { readonly kind: 'update'; readonly plugin: string }
  | { readonly kind: 'permissions'; readonly plugin: string }
  /** The answer to a question of a running plugin. */
  | { readonly kind: 'request'; readonly request: number };

export interface AccessState {
  readonly dialog: AccessDialog | undefined;
}

export const accessStore: StoreApi<AccessState> = createStore<AccessState>(() => ({ dialog: undefined }));

export const openAccess = (dialog: AccessDialog): void => accessStore.setState({ dialog });
export const closeAccess = (): void => accessStore.setState({ dialog: undefined });
