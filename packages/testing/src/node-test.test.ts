import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

test('the package works under node:test, and leaves no process behind', () => {
  const fixture = fileURLToPath(new URL('node-test-fixture.ts', import.meta.url));
  const { NODE_OPTIONS: _, VITEST: __, ...env } = process.env;
  const { status, stdout } = spawnSync(process.execPath, ['--test', '--test-reporter=tap', fixture], {
    env,
    encoding: 'utf8',
  });
  expect(stdout).toContain('# pass 1');
  expect(status).toBe(0);
});
