/** A newcomer follows the tutorial word for word, gives the plugin to somebody, and breaks it in a dozen ways. */

import { cpSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { createInterface } from 'node:readline';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openBrowser } from '../page/page-rig.ts';
import { openTerminalPage } from '../terminal/terminal-page.ts';
import { readTutorial } from './tutorial.ts';
import { openWorkplace, type Workplace } from './workplace.ts';

const minutes = 60_000;
const steps = readTutorial(new URL('../../docs/guide/first-indicator.md', import.meta.url));

let shop: Workplace;
let plugin: string;
beforeAll(async () => {
  shop = await openWorkplace();
  plugin = join(shop.dir, 'my-indicator');
}, 5 * minutes);
afterAll(() => shop?.[Symbol.asyncDispose]());

// biome-ignore lint/suspicious/noExplicitAny: each command has a document of its own
const json = ({ output }: { output: string }): any =>
  JSON.parse(output.split('\n').find((line) => line.startsWith('{')) ?? '{}');
const archive = () => join(plugin, 'my-indicator-1.0.0.otp');

describe('the tutorial', { timeout: 5 * minutes }, () => {
  test.each(steps.map((step, i) => [`${i + 1}. ${step.kind === 'file' ? step.path : step.line}`, step] as const))(
    '%s',
    async (_name, step) => {
      if (step.kind === 'file') return writeFileSync(join(plugin, step.path), step.content);
      if (step.goesOn)
        return expect(await shop.typeUntil(step.line, /loaded in \d+ ms/)).toMatch(
          /OmniTrade is at http[\s\S]*built in/,
        );
      const { code, output } = await shop.type(step.line);
      expect(code, output).toBe(0);
    },
  );

  test('ends with the indicator installed', async () => {
    const { plugins } = json(await shop.omnitrade(['list', '--json']));
    expect(plugins.find(({ id }: { id: string }) => id === 'my-indicator')).toMatchObject({
      trust: 'private',
      publisher: 'Example Labs',
    });
  });
});

test.each(['data.provider', 'component.panel'])(
  'the template %s passes its tests and its checks as it is created',
  { timeout: 5 * minutes },
  async (template) => {
    const dir = join(shop.dir, 'my-indicator', '..', `my-${template.split('.')[1]}`);
    const created = await shop.omnitrade(['create', dir, '--template', template]);
    expect(created.code, created.output).toBe(0);
    // What is installed for one plugin serves the other.
    symlinkSync(join(plugin, 'node_modules'), join(dir, 'node_modules'));
    for (const command of ['test', 'check', 'pack']) {
      const ran = await shop.omnitrade([command, dir, ...(command === 'pack' ? ['-o', `${dir}.otp`] : [])]);
      expect(ran.code, ran.output).toBe(0);
    }
  },
);

test('packing gives the same bytes in another folder, time zone and language', { timeout: minutes }, async () => {
  const elsewhere = join(shop.dir, 'deeper/my-indicator');
  cpSync(plugin, elsewhere, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
  const out = join(shop.dir, 'other.otp');
  const env = { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' };
  expect((await shop.omnitrade(['pack', elsewhere, '-o', out], { env })).code).toBe(0);
  expect(readFileSync(out)).toEqual(readFileSync(archive()));
});

describe('somebody else', { timeout: 3 * minutes }, () => {
  let browser: Browser;
  let home: string;
  beforeAll(async () => {
    home = join(shop.dir, 'user');
    mkdirSync(home);
    browser = await openBrowser();
  });
  afterAll(() => browser?.close());

  test('installs it under its compared key with a part of what it asks for, and sees it in the page', async () => {
    const manifest = JSON.parse(readFileSync(join(plugin, 'plugin.json'), 'utf8'));
    manifest.permissions.push({ id: 'data:read', reason: 'Compares with other instruments.', optional: true });
    const asking = join(shop.dir, 'asking/my-indicator');
    cpSync(plugin, asking, { recursive: true, filter: (path) => basename(path) !== 'node_modules' });
    writeFileSync(join(asking, 'plugin.json'), JSON.stringify(manifest));
    const file = join(shop.dir, 'asking.otp');
    await shop.omnitrade(['pack', asking, '-o', file]);
    const { fingerprint } = json(await shop.omnitrade(['sign', file, '--json']));

    const terminal = shop.start(['start', '--port', '0', '--json'], home);
    const lines = createInterface({ input: terminal.stdout as NodeJS.ReadableStream });
    const { url } = JSON.parse(await new Promise<string>((done) => lines.once('line', done)));
    const unknown = await shop.omnitrade(['install', file, '--yes', '--json'], { home });
    expect(json(unknown).error.message).toContain(fingerprint);
    const installed = await shop.omnitrade(
      ['install', file, '--pin', fingerprint, '--grant', 'charts:write', '--yes', '--json'],
      { home },
    );
    expect(json(installed), installed.output).toMatchObject({ changes: [{ plugin: 'my-indicator', to: '1.0.0' }] });

    await using view = await openTerminalPage(browser, url);
    await view.page.getByText('SMA 50').waitFor();
    await view.page.getByRole('button', { name: 'Indicators', exact: true }).click();
    await view.page.getByRole('combobox').fill('distance');
    await view.page.getByRole('option', { name: /Distance from average/ }).click();
    await view.page
      .getByRole('region', { name: 'Chart' })
      .getByText(/^Distance/)
      .first()
      .waitFor();
    const info = json(await shop.omnitrade(['info', 'my-indicator', '--json'], { home }));
    expect(info).toMatchObject({ trust: 'private', state: 'active', fingerprint });
    expect(view.faults).toEqual([]);
  });
});

describe('what is broken gets a sentence that helps', { timeout: 2 * minutes }, () => {
  /** The plugin in a copy, with some files in another form. */
  function broken(name: string, change: Readonly<Record<string, (text: string) => string>>): string {
    const dir = join(shop.dir, 'broken', name, 'my-indicator');
    cpSync(plugin, dir, { recursive: true, filter: (path) => !/node_modules|dist$|\.otpb?$/.test(path) });
    for (const [path, edit] of Object.entries(change)) {
      let text = '';
      try {
        text = readFileSync(join(dir, path), 'utf8');
      } catch {}
      mkdirSync(dirname(join(dir, path)), { recursive: true });
      writeFileSync(join(dir, path), edit(text));
    }
    return dir;
  }
  const code = 'services/distance.ts';

  test.each([
    [
      'broken TypeScript',
      ['build'],
      { [code]: (text: string) => text.replace('const mean =', 'const = mean') },
      /services\/distance\.ts, line \d+, cannot be built/,
    ],
    [
      'an import of a file that is not there',
      ['pack'],
      { [code]: (text: string) => text.replaceAll('./average.ts', './averages.ts') },
      /averages/,
    ],
    [
      'an import of what only Node has',
      ['build'],
      { [code]: (text: string) => `import 'node:fs';\n${text}` },
      /imports "node:fs"/,
    ],
    [
      'a key of the manifest with a slip',
      ['pack'],
      { 'plugin.json': (text: string) => text.replace('"permissions"', '"permisions"') },
      /permisions[\s\S]*permissions/,
    ],
    [
      'a permission with a slip',
      ['pack'],
      { 'plugin.json': (text: string) => text.replace('charts:write', 'charts:wirte') },
      /charts:wirte[\s\S]*charts:write/,
    ],
    [
      'an extension point that is not declared',
      ['pack'],
      { 'plugin.json': (text: string) => text.replace('["chart.indicator"]', '[]') },
      /chart\.indicator/,
    ],
    [
      'an indicator that throws',
      ['pack'],
      { [code]: (text: string) => text.replace('let squares', `throw new Error('planted'); let squares`) },
      /threw in calc: .*planted/,
    ],
    [
      'an indicator that leaves values out',
      ['pack'],
      { [code]: (text: string) => text.replace('from; i < to', 'from; i < to - 1') },
      /without a value/,
    ],
    [
      'a private key among its assets',
      ['pack'],
      { 'assets/notes.txt': () => `-----BEGIN ${'PRIVATE KEY'}-----` },
      /assets\/notes\.txt", line 1, looks like a private key/,
    ],
    ['JSON that is none', ['check'], { 'plugin.json': (text: string) => text.replace('}', '') }, /plugin\.json/],
  ] as const)('%s', async (name, [command], change, words) => {
    const ran = await shop.omnitrade([command, broken(name.replaceAll(' ', '-'), change)]);
    expect([ran.code, ran.output.replaceAll(/\s+at .*/g, '')]).toEqual([1, expect.stringMatching(words)]);
    expect(ran.output).not.toMatch(/\n\s+at /);
  });

  test('a folder that is not empty, and a name that is none', async () => {
    const taken = await shop.omnitrade(['create', plugin, '--yes']);
    expect(taken).toMatchObject({ code: 1, output: expect.stringContaining('There is already something in') });
    const named = await shop.omnitrade(['create', join(shop.dir, 'My Plugin'), '--yes']);
    expect(named).toMatchObject({ code: 1, output: expect.stringContaining('as in "my-indicator"') });
  });

  test('an archive that was changed, and signatures of another', async () => {
    const bytes = readFileSync(archive());
    bytes[200] = (bytes[200] as number) ^ 1;
    const file = join(shop.dir, 'changed.otp');
    writeFileSync(file, bytes);
    cpSync(`${archive()}b`, `${file}b`);
    expect(json(await shop.omnitrade(['verify', file, '--json']))).toMatchObject({ ok: false, outcome: 'tampered' });
    const refused = await shop.omnitrade(['install', file, '--yes']);
    expect(refused).toMatchObject({ code: 1, output: expect.stringContaining('was changed after it was signed') });
  });
});
