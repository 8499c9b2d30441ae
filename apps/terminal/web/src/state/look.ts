/** How the page looks: theme and the colours of rise and fall, kept in this browser. */

import { createStore } from 'zustand/vanilla';

export interface Look {
  readonly theme: 'dark' | 'light';
  readonly rise: 'green' | 'blue';
}

/** Also read by public/theme.js, before the first paint. */
const key = 'omnitrade.look';

export function openLook(root: HTMLElement, storage: Storage | undefined) {
  const store = createStore<Look>(() => ({
    theme: root.dataset.theme === 'light' ? 'light' : 'dark',
    rise: root.dataset.rise === 'blue' ? 'blue' : 'green',
  }));
  store.subscribe(({ theme, rise }) => {
    root.dataset.theme = theme;
    root.dataset.rise = rise;
    try {
      storage?.setItem(key, JSON.stringify({ theme, rise }));
    } catch {
      // A full or closed storage: the look then lasts until the page is closed.
    }
  });
  return store;
}
