/** Serves the built page: files named by their content for ever, everything else anew each time. */

import fastifyStatic from '@fastify/static';
import type { Http } from './http.ts';

/** Vite puts files whose name holds their hash here. */
const hashedFolder = '/assets/';

export async function addPageFiles(app: Http, pageDir: string): Promise<void> {
  await app.register(async (scope) => {
    scope.addHook('onRoute', (route) => {
      route.config = { ...route.config, access: 'public' };
    });
    await scope.register(fastifyStatic, {
      root: pageDir,
      dotfiles: 'deny',
      redirect: false,
      cacheControl: false,
      setHeaders(reply, path) {
        const hashed = path.slice(pageDir.length).replaceAll('\\', '/').startsWith(hashedFolder);
        reply.header('cache-control', hashed ? 'public, max-age=31536000, immutable' : 'no-store');
      },
    });
  });
}
