/** How the page is built; started by server/src/build-page.ts, which decides when and where to. */

import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';

/** What the page needs soon but names late: its two fonts, and the code of chart and docking. */
function preloadSoon(): Plugin {
  const font = /(?:inter|jetbrains-mono)-latin-wght-normal-[^/]*\.woff2$/;
  const panels = /panel-workspace-[^/]*\.(?:js|css)$/;
  const toAttributes = (name: string) => {
    if (font.test(name)) return { rel: 'preload', as: 'font', type: 'font/woff2' };
    if (!panels.test(name)) return undefined;
    return name.endsWith('.js') ? { rel: 'modulepreload' } : { rel: 'preload', as: 'style' };
  };
  return {
    name: 'preload-soon',
    transformIndexHtml: {
      order: 'post',
      handler: (_html, { bundle }) =>
        Object.keys(bundle ?? {}).flatMap((name) => {
          const attributes = toAttributes(name);
          const attrs = { ...attributes, crossorigin: true, 'data-soon': true, href: `/${name}` };
          return attributes === undefined ? [] : [{ tag: 'link', attrs, injectTo: 'head' as const }];
        }),
    },
  };
}

export default defineConfig({
  root: import.meta.dirname,
  plugins: [react(), preloadSoon()],
  build: {
    target: 'esnext',
    emptyOutDir: true,
    // An inlined font or image would be a data: URL, which the content security policy allows for images only.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    reportCompressedSize: false,
    chunkSizeWarningLimit: 2000,
  },
});
