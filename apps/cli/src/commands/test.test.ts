import { mkdirSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';

let home: TestHome;
beforeEach(() => {
  home = createTestHome();
});
afterEach(() => home[Symbol.dispose]());

function write(files: Readonly<Record<string, string>>): string {
  const dir = join(home.dir, 'mine');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

const nodeTest = `import { test } from 'node:test'; import assert from 'node:assert/strict';
test('adds', () => assert.equal(1 + 1, 2)); test('breaks', () => assert.equal(1, 2, 'one is not two')); test.skip('later');`;

describe('omnitrade test', () => {
  test('runs node:test where nothing says otherwise, and counts', async () => {
    const dir = write({ 'test/a.test.mjs': nodeTest, 'node_modules/x/b.test.mjs': 'throw 1', 'notes.txt': '' });
    const { json, code } = await home.run('test', dir, '--json');
    expect(json).toEqual({
      ...{ ok: false, runner: 'node', passed: 1, failed: 1, skipped: 1 },
      failures: [{ file: 'test/a.test.mjs', name: 'breaks', message: expect.stringContaining('one is not two') }],
    });
    expect(code).toBe(1);
  });

  test('prints what node:test prints for a person', async () => {
    const dir = write({ 'a.test.mjs': `import { test } from 'node:test'; test('adds', () => {});` });
    const { code, stdout } = await home.run('test', dir);
    expect(stdout).toMatch(/node:test.*adds/s);
    expect(code).toBe(0);
  });

  test('runs Vitest where the tests are written for it', async () => {
    const dir = write({
      'test/a.test.ts': `import { expect, test } from 'vitest'; test('adds', () => { const two: number = 2; expect(two).toBe(2); });`,
      'test/b.test.ts': `import { expect, test } from 'vitest'; test('breaks', () => expect(1).toBe(2));`,
    });
    const { json, code } = await home.run('test', dir, '--json');
    expect(json).toMatchObject({
      ...{ ok: false, runner: 'vitest', passed: 1, failed: 1 },
      failures: [{ file: 'test/b.test.ts', name: 'breaks' }],
    });
    expect(code).toBe(1);
  });

  test.each([
    ['a folder without tests', { 'plugin.json': '{}' }, 'cli.no-tests'],
    ['tests that cannot be read', { 'a.test.mjs': 'this is no code' }, undefined],
  ])('says what is wrong with %s', async (_, files, code) => {
    const ran = await home.run('test', write(files), '--json');
    expect(ran.code).toBe(1);
    if (code) expect(ran.json).toMatchObject({ error: { code } });
    else expect(ran.json).toMatchObject({ ok: false, failed: 1 });
  });

  test('names a folder that is not there', async () => {
    const { json, code } = await home.run('test', join(home.dir, 'none'), '--json');
    expect(json).toMatchObject({ error: { code: 'cli.no-file' } });
    expect(code).toBe(1);
  });
});
