import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { createTestHome, fixturePlugin, type TestHome } from '../cli-fixture.ts';

let home: TestHome;
beforeEach(() => {
  home = createTestHome();
});
afterEach(() => home[Symbol.dispose]());

const plugins = fileURLToPath(new URL('../../../../plugins/', import.meta.url));
const code = `export default { activate({ charts }) { charts.addIndicator({ id: 'it', title: 'It', warmup: () => 0,
  outputs: [{ key: 'v', plot: 'line', pane: 'own' }],
  calc({ in: bars, out, from, to }) { for (let i = from; i < to; i++) out.v[i] = bars.close[i]; } }); } };\n`;
const manifest = `{
  "name": "mine", "version": "1.0.0",
  "author": "example-labs",
  "description": "Does a thing.",
  "main": "index.js",
  "permisions": ["charts:wrote"],
  "compatibility": { "terminal": "^1.0.0" }
}
`;

function write(files: Readonly<Record<string, string>>): string {
  const dir = join(home.dir, 'mine');
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(dir, path)), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  return dir;
}

describe('omnitrade check', () => {
  test.each(['classic-indicators', 'sp500-history'])('finds no error in %s', async (name) => {
    const { json, code: exit } = await home.run('check', join(plugins, name), '--json');
    expect(json).toMatchObject({ ok: true });
    expect((json as { findings: unknown[] }).findings).toEqual([]);
    expect(exit).toBe(0);
  });

  test('names each fault with rule, file, line and whether it can be repaired', async () => {
    const dir = write({
      'plugin.json': manifest,
      'index.js': `eval('1');\n${code}`,
      '.env': 'KEY=1',
      'README.md': 'Mine.',
    });
    const { json, code: exit } = await home.run('check', dir, '--json');
    const { findings } = json as { findings: { rule: string; file: string; line?: number }[] };
    expect(json).toMatchObject({ ok: false });
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'manifest', severity: 'error', file: 'plugin.json', line: 6, fixable: true }),
    );
    expect(findings).toContainEqual(
      expect.objectContaining({ rule: 'dynamic-code', file: 'index.js', line: 1, fixable: false }),
    );
    expect(findings).toContainEqual(expect.objectContaining({ rule: 'dot-files', file: '.env' }));
    expect(exit).toBe(1);
  });

  test('repairs what is safe, round by round, and nothing else in the file', async () => {
    const dir = write({ 'plugin.json': manifest, 'index.js': code, 'README.md': 'Mine.', 'test/a.test.js': '' });
    const { json, code: exit } = await home.run('check', dir, '--fix', '--json');
    expect(json).toEqual({ ok: true, findings: [], fixed: ['plugin.json'] });
    expect(exit).toBe(0);
    const text = readFileSync(join(dir, 'plugin.json'), 'utf8');
    expect(text).toBe(
      manifest
        .replace('"permisions": ["charts:wrote"]', '"permissions": ["charts:write"]')
        .replace('"^1.0.0" }\n', '"^1.0.0" },\n  "extensionPoints": ["chart.indicator"]\n')
        .replace(
          / {2}"compatibility".*\n(.*)\n/,
          (_, points) => `${points},\n  "compatibility": { "terminal": "^1.0.0" }\n`,
        ),
    );
  });

  test('speaks to people too', async () => {
    const dir = write({ 'plugin.json': manifest, 'index.js': code });
    const { stdout, code: exit } = await home.run('check', dir);
    expect(stdout).toMatch(
      /^error {3}plugin\.json:6 {2}.*did you mean "permissions".*\(manifest, --fix repairs it\)$/m,
    );
    expect(stdout).toMatch(/\d+ errors, \d+ warnings, \d+ notes\.\n$/);
    expect(exit).toBe(1);
  });

  test('follows no link, and tells of it', async () => {
    const dir = write({ 'plugin.json': manifest, 'index.js': code, 'README.md': 'Mine.' });
    symlinkSync('/etc/hostname', join(dir, 'notes.txt'));
    const { json } = await home.run('check', dir, '--json');
    expect((json as { findings: unknown[] }).findings).toContainEqual(
      expect.objectContaining({ rule: 'layout', file: 'notes.txt', severity: 'warning' }),
    );
  });

  test.each([
    ['throws-at-load', 'runs'],
    ['spins-in-activate', 'runs'],
    ['syntax-error', 'readable-code'],
    ['unknown-import', 'imports'],
    ['undeclared-point', 'declared-points'],
    ['bad-manifest', 'manifest'],
    ['broken-json', 'manifest'],
    ['missing-main', 'layout'],
  ])('finds what is wrong with the fixture %s', async (name, rule) => {
    const dir = join(home.dir, name);
    cpSync(fixturePlugin(name), dir, { recursive: true });
    const { json } = await home.run('check', dir, '--json');
    expect((json as { findings: { rule: string }[] }).findings.map((one) => one.rule)).toContain(rule);
  });

  test('says that a folder is none', async () => {
    const { json, code: exit } = await home.run('check', join(home.dir, 'none'), '--json');
    expect(json).toMatchObject({ error: { code: 'pack.no-folder' } });
    expect(exit).toBe(1);
  });
});
