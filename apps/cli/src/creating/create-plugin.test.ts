import { spawnSync } from 'node:child_process';
import {
  chmodSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseManifest, runManifestChecks } from '@omnitrade/manifest';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createPlugin } from './create-plugin.ts';
import { projectFiles, templates } from './templates.ts';

const root = fileURLToPath(new URL('../../../../', import.meta.url));
const folder = fileURLToPath(new URL('../../templates/', import.meta.url));
let base = '';
beforeEach(() => {
  base = mkdtempSync(join(tmpdir(), 'omnitrade-create-'));
});
afterEach(() => rmSync(base, { recursive: true, force: true }));

const listFiles = (dir: string) =>
  globSync('**/*', { cwd: dir, withFileTypes: true })
    .filter((entry) => entry.isFile())
    .map((entry) => join(entry.parentPath, entry.name).slice(dir.length).replace(/^\//, ''))
    .sort();

describe('templates', () => {
  it('name every file of their folders and no other', () => {
    for (const { folder: name, files } of templates) expect(listFiles(join(folder, name))).toEqual([...files].sort());
    expect(listFiles(join(folder, 'project'))).toEqual(projectFiles.map(([from]) => from).sort());
    expect(readdirSync(folder).sort()).toEqual(['project', ...templates.map((one) => one.folder)].sort());
  });

  it.each(templates.map((template) => [template.point, template] as const))(
    '%s: a plugin with the layout of one',
    async (_point, { point, files }) => {
      const created = await createPlugin({ dir: join(base, 'first-try'), template: point, author: 'A "quoted" name' });
      expect(created.files).toEqual([...files, ...projectFiles.map(([, to]) => to)].sort());
      const text = readFileSync(join(created.dir, 'plugin.json'), 'utf8');
      const manifest = parseManifest(text);
      expect(manifest).toMatchObject({ name: 'first-try', displayName: 'First try', author: 'A "quoted" name' });
      expect(manifest.extensionPoints).toEqual([point]);
      expect(runManifestChecks(manifest)).toEqual([]);
      const { allowScripts } = JSON.parse(readFileSync(join(created.dir, 'package.json'), 'utf8'));
      expect(allowScripts).toEqual({ node: true, 'isolated-vm': false });
      expect(readdirSync(created.dir)).toEqual(expect.arrayContaining(['assets', 'components', 'services', 'test']));
      for (const file of created.files)
        expect(readFileSync(join(created.dir, file), 'utf8'), file).not.toMatch(/my-plugin|My plugin|example-labs/);
    },
  );

  it.each(templates.map(({ point }) => [point]))(
    '%s: its types and its own tests hold as it is created',
    { timeout: 120_000 },
    async (point) => {
      const { dir } = await createPlugin({ dir: join(base, 'first-try'), template: point, author: 'example-labs' });
      symlinkSync(join(root, 'node_modules'), join(base, 'node_modules'));
      const run = (...args: string[]) => {
        const { status, stdout, stderr } = spawnSync(process.execPath, args, { cwd: dir, encoding: 'utf8' });
        return { status, output: `${stdout}${stderr}` };
      };
      // Here the SDK is source code, which is checked on its own account.
      const types = run(join(root, 'node_modules/typescript/bin/tsc'), '-p', '.').output.split('\n');
      expect(types.filter((line) => /: error /.test(line) && !line.startsWith('..'))).toEqual([]);
      const tests = run('--no-node-snapshot', '--test', 'test/*.test.ts');
      expect(tests.output).toMatch(/ pass [1-9]/);
      expect(tests.status, tests.output).toBe(0);
    },
  );
});

describe('createPlugin', () => {
  const create = (name: string, template = 'indicator') =>
    createPlugin({ dir: join(base, name), template, author: 'x' });

  it('takes a folder that is there if nothing is in it', async () => {
    mkdirSync(join(base, 'empty'));
    expect((await create('empty')).name).toBe('empty');
  });

  it.each(['X', 'a', '1st', 'my_plugin', 'My-Plugin', 'con.x', `a${'b'.repeat(64)}`, 'naïve'])(
    'refuses the name %s',
    async (name) => {
      await expect(create(name)).rejects.toMatchObject({ code: 'create.bad-name' });
      expect(readdirSync(base)).toEqual([]);
    },
  );

  it('touches nothing that is there already', async () => {
    mkdirSync(join(base, 'taken'));
    writeFileSync(join(base, 'taken/thesis.txt'), 'years');
    writeFileSync(join(base, 'a-file'), '');
    for (const name of ['taken', 'a-file'])
      await expect(create(name)).rejects.toMatchObject({ code: 'create.not-empty' });
    expect(listFiles(base)).toEqual(['a-file', 'taken/thesis.txt']);
  });

  it('names the nearest template for one that is none', async () => {
    await expect(create('fine', 'chart.indicater')).rejects.toMatchObject({
      code: 'create.no-template',
      message: expect.stringContaining('did you mean chart.indicator?'),
    });
  });

  it.skipIf(process.getuid?.() === 0)('says that it may not write, and leaves nothing behind', async () => {
    mkdirSync(join(base, 'closed'));
    chmodSync(join(base, 'closed'), 0o500);
    await expect(create('closed/fine')).rejects.toMatchObject({ code: 'create.no-folder' });
  });

  it('says which part of the path is no folder', async () => {
    writeFileSync(join(base, 'a-file'), '');
    await expect(create('a-file/fine')).rejects.toMatchObject({ code: 'create.not-empty' });
  });
});
