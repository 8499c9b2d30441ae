import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';

const bin = fileURLToPath(new URL('../bin/create-omnitrade-plugin.js', import.meta.url));
let cwd = '';
beforeEach(() => {
  cwd = mkdtempSync(join(tmpdir(), 'create-omnitrade-plugin-'));
});
afterEach(() => rmSync(cwd, { recursive: true, force: true }));

function run(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [bin, ...args], { cwd, encoding: 'utf8' });
  return { status, stdout, stderr: stderr.replace(/^\(.*\n/gm, '') };
}

describe('npm create omnitrade-plugin', () => {
  it('writes the plugin and says what to do next', () => {
    const ran = run('my-panel', '--template', 'component.panel', '--author', 'example-labs');
    expect(ran).toMatchObject({ status: 0, stdout: expect.stringContaining('Created my-panel in my-panel. Next:') });
    expect(JSON.parse(readFileSync(join(cwd, 'my-panel/plugin.json'), 'utf8')).extensionPoints).toEqual([
      'component.panel',
    ]);
  });

  it.each([
    ['without a folder', [], 2, 'Name one folder'],
    ['with an unknown option', ['x1', '--colour', 'red'], 2, "Unknown option '--colour'"],
    ['for a name that is none', ['My Plugin', '--yes'], 1, 'A plugin cannot be named "My Plugin"'],
    ['where nobody can be asked', ['fine'], 1, 'Say with --template what the plugin is to add'],
    ['for a template that is none', ['fine', '--template', 'chart.indicater'], 1, 'did you mean chart.indicator?'],
  ])('says in one sentence what is wrong %s', (_name, args, status, words) => {
    expect(run(...args)).toMatchObject({ status, stdout: '', stderr: expect.stringContaining(words) });
    expect(existsSync(join(cwd, 'fine'))).toBe(false);
  });

  it('shows what it takes', () => {
    expect(run('--help')).toMatchObject({ status: 0, stdout: expect.stringContaining('data.provider') });
  });
});
