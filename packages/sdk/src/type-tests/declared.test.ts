import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';

const here = (file: string) => fileURLToPath(new URL(file, import.meta.url));
const compiler = join(dirname(createRequire(import.meta.url).resolve('typescript/package.json')), 'bin/tsc');
const options =
  '--ignoreConfig --noEmit --strict --target esnext --module nodenext --skipLibCheck --allowImportingTsExtensions';
const strict = `${options} --verbatimModuleSyntax --erasableSyntaxOnly --noUncheckedIndexedAccess --types node`;

test('what plugin.json does not declare does not compile', () => {
  const { stdout, status } = spawnSync(
    process.execPath,
    [compiler, ...strict.split(' '), here('declared-fixture.ts')],
    {
      encoding: 'utf8',
    },
  );
  expect(stdout).toBe('');
  expect(status).toBe(0);
});

test('parts and permissions are those of the guest runtime', () => {
  const runtime = readFileSync(here('../guest/runtime.ts'), 'utf8');
  const types = readFileSync(here('../declared.ts'), 'utf8');
  const pairs = [...runtime.matchAll(/whileGranted\('(\w+)', '([a-z:-]+)'/g)].map(([, part, id]) => `${part}: '${id}'`);
  expect(pairs.length).toBeGreaterThan(3);
  for (const pair of pairs) expect(types).toContain(`  ${pair};`);
});
