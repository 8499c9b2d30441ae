/** Starts the page. */

import '@fontsource-variable/inter/wght.css';
import '@fontsource-variable/jetbrains-mono/wght.css';
import '@omnitrade/ui/tokens.css';
import '@omnitrade/ui/base.css';
import { showFailure } from '@omnitrade/ui';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { openLook } from './state/look.ts';
import { openTerminal } from './state/terminal.ts';

// The URL of a later start, opened in this tab, differs in its fragment only: the browser by itself would do nothing.
window.addEventListener('hashchange', () => {
  if (window.location.hash.startsWith('#token=')) window.location.reload();
});

const terminal = openTerminal({ window, onFailure: showFailure });
const look = openLook(document.documentElement, readStorage());

function readStorage(): Storage | undefined {
  try {
    return window.localStorage;
  } catch {
    return undefined;
  }
}

createRoot(document.getElementById('root') as HTMLElement).render(
  <StrictMode>
    <App terminal={terminal} look={look} />
  </StrictMode>,
);
