import { defineConfig } from 'vitest/config';

export default defineConfig({
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
