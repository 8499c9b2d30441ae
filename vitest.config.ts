import { fileURLToPath } from 'node:url';
import { defineConfig } from 'vitest/config';

/** In the terminal the loader links libraries of plugins; in tests of one process this does. */
const libraries = {
  find: /^plugin:([a-z0-9-]+)$/,
  replacement: fileURLToPath(new URL('./plugins/$1/library.ts', import.meta.url)),
};

export default defineConfig({
  resolve: { alias: [libraries] },
  test: {
    pool: 'forks',
    execArgv: ['--no-node-snapshot'],
    include: ['{packages,apps,plugins,tools}/**/*.test.ts'],
    // Tests of templates run as their authors run them: with node:test, in a plugin made of the template.
    exclude: ['**/node_modules/**', '**/dist/**', 'apps/cli/templates/**'],
    testTimeout: 20_000,
    maxWorkers: 2,
  },
});
