import { cpSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, type Ran, type TestHome } from './cli-fixture.ts';

const slow = 60_000;
const passphrase = 'four words of mine';

// biome-ignore lint/suspicious/noExplicitAny: each command has a document of its own
const documentOf = ({ json }: Ran) => json as any;
const codeOf = (ran: Ran) => [ran.code, documentOf(ran).error?.code];

const manifest = {
  name: 'packed-sample',
  version: '1.0.0',
  author: 'Example Labs',
  description: 'Doubles the close.',
  main: 'index.js',
  permissions: ['charts:write'],
  extensionPoints: ['chart.indicator'],
  compatibility: { terminal: '^1.0.0' },
};

/** A plugin in TypeScript, with much beside it that must not be published. */
function writePlugin(dir: string): string {
  const files = {
    'plugin.json': JSON.stringify(manifest),
    'index.ts': `import { definePlugin } from '@omnitrade/sdk';
import { factor } from './services/factor.ts';
export default definePlugin({ activate({ charts }) { charts.addIndicator({
  id: 'double', title: 'Double', inputs: {}, repaint: 'none', warmup: (): number => 0,
  outputs: [{ key: 'value', plot: 'line', pane: 'own' }],
  calc({ in: bars, out, from, to }) { for (let i = from; i < to; i++) out.value![i] = bars.close[i]! * factor; },
}); } });`,
    'services/factor.ts': 'export const factor: number = 2;',
    'services/factor.test.ts': 'throw new Error();',
    'types.d.ts': 'declare const x: number;',
    'assets/note.txt': 'hello',
    'assets/tool.exe': 'MZ',
    'README.md': '# Sample',
    'package.json': '{}',
    '.env': 'TOKEN=1',
    'signing.pem': 'x',
    'node_modules/left/index.js': '',
    'dist/index.js': '',
    '.git/config': '',
  };
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), text);
  }
  symlinkSync('/etc/hostname', join(dir, 'assets/hostname.txt'));
  return dir;
}

describe('from a folder to a verified archive', { timeout: slow }, () => {
  let author: TestHome;
  let user: TestHome;
  let plugin: string;
  let archive: string;
  beforeAll(() => {
    process.env.OMNITRADE_PASSPHRASE = passphrase;
    author = createTestHome();
    user = createTestHome();
    plugin = writePlugin(join(author.dir, 'plugin'));
    archive = join(author.dir, 'sample.otp');
  });
  afterAll(() => {
    delete process.env.OMNITRADE_PASSPHRASE;
    author[Symbol.dispose]();
    user[Symbol.dispose]();
  });

  it('packs what belongs to a plugin and says why the rest stays out', async () => {
    const packed = documentOf(await author.run('pack', plugin, '-o', archive, '--json'));
    expect(packed).toMatchObject({
      file: archive,
      sha256: expect.stringMatching(/^[0-9a-f]{64}$/),
      bytes: statSync(archive).size,
      contributions: [{ point: 'chart.indicator', id: 'double', info: { title: 'Double' } }],
    });
    const lines = (list: { path: string; why: string }[]) => list.map(({ path, why }) => `${path}: ${why}`);
    expect(lines(packed.entries)).toEqual([
      'META/contributions.json: what the plugin contributes, as recorded',
      'META/files.json: length and digest of every other file',
      'README.md: documentation',
      'assets/note.txt: an asset',
      'index.js: code, made of index.ts',
      'plugin.json: the manifest',
      'services/factor.js: code, made of services/factor.ts',
    ]);
    expect(lines(packed.leftOut)).toEqual([
      '.env: it may hold secrets',
      '.git/: hidden',
      'assets/hostname.txt: neither a file nor a folder',
      'assets/tool.exe: not a kind of asset that can be shown or read',
      'dist/: made by a build',
      'node_modules/: libraries are bundled into the code, not put beside it',
      'package.json: no part of a plugin',
      'services/factor.test.ts: made for testing',
      'signing.pem: it may hold secrets',
      'types.d.ts: only types',
    ]);
  });

  it('packs the same bytes from another folder, time zone and language', async () => {
    const elsewhere = join(author.dir, 'deeper/copy');
    cpSync(plugin, elsewhere, { recursive: true });
    const before = { TZ: process.env.TZ, LC_ALL: process.env.LC_ALL };
    Object.assign(process.env, { TZ: 'Asia/Kathmandu', LC_ALL: 'tr_TR.UTF-8' });
    try {
      const other = join(author.dir, 'other.otp');
      expect((await author.run('pack', elsewhere, '-o', other, '--json')).code).toBe(0);
      expect(readFileSync(other)).toEqual(readFileSync(archive));
    } finally {
      for (const [name, value] of Object.entries(before))
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
    }
  });

  it('shows what an archive holds', async () => {
    const shown = documentOf(await user.run('inspect', archive, '--json'));
    expect(shown).toMatchObject({ plugin: 'packed-sample', version: '1.0.0', manifest, signatures: [] });
    expect(shown.entries.map(({ path }: { path: string }) => path)).toContain('services/factor.js');
    expect((await user.run('inspect', archive)).stdout).toContain('Signed    by nobody');
    writeFileSync(`${archive}b`, 'hello');
    expect(documentOf(await user.run('inspect', archive, '--json')).signatureProblem).toContain('cannot be read');
    expect(documentOf(await user.run('verify', archive, '--json')).outcome).toBe('cannot-check');
    rmSync(`${archive}b`);
  });

  it('signs it, and takes it where its key is pinned and nowhere else', async () => {
    expect(await author.run('verify', archive, '--json').then((ran) => [ran.code, documentOf(ran).outcome])).toEqual([
      1,
      'unsigned',
    ]);
    expect(codeOf(await author.run('sign', archive, '--json'))).toEqual([1, 'keys.none']);
    const key = documentOf(await author.run('keys', 'create', '--publisher', 'Example Labs', '--json'));
    expect(statSync(key.file).mode & 0o777).toBe(0o600);
    expect(readFileSync(key.file, 'utf8')).not.toContain('pkcs8');
    expect(documentOf(await author.run('sign', archive, '--json'))).toMatchObject({ fingerprint: key.fingerprint });

    const judge = async (home: TestHome, ...more: string[]) => {
      const ran = await home.run('verify', archive, '--json', ...more);
      const { ok, outcome, fingerprint } = documentOf(ran);
      expect(ran.code).toBe(ok ? 0 : 1);
      return [ok, outcome, fingerprint === key.fingerprint];
    };
    expect(await judge(author)).toEqual([true, 'private', true]);
    expect(await judge(user)).toEqual([false, 'private', true]);
    expect(await judge(user, '--pin', '0'.repeat(64))).toEqual([false, 'bad-signature', true]);
    expect(codeOf(await user.run('verify', archive, '--pin', 'abc', '--json'))).toEqual([1, 'keys.not-a-fingerprint']);
    expect(await judge(user)).toEqual([false, 'private', true]);
    expect(await judge(user, '--pin', key.fingerprint.toUpperCase())).toEqual([true, 'private', true]);
    expect(await judge(user)).toEqual([true, 'private', true]);
    expect((await user.run('verify', archive)).stdout).toMatch(/^Good: private, packed-sample 1\.0\.0\n/);
  });

  it('takes the next key of the same publisher, and none that was revoked', async () => {
    const rotated = documentOf(await author.run('keys', 'rotate', '--json'));
    expect(rotated).toMatchObject({ from: { status: 'rotated' }, to: { name: 'default', status: 'active' } });
    expect(documentOf(await author.run('sign', archive, '--json')).fingerprint).toBe(rotated.to.fingerprint);
    expect(documentOf(await user.run('verify', archive, '--json'))).toMatchObject({
      ok: true,
      outcome: 'private',
      fingerprint: rotated.to.fingerprint,
    });
    const revoked = documentOf(await author.run('keys', 'revoke', 'default', '--reason', 'stolen', '--json'));
    expect(codeOf(await author.run('sign', archive, '--key', 'default', '--json'))).toEqual([1, 'keys.not-active']);
    expect(documentOf(await user.run('keys', 'revoke', revoked.file, '--json'))).toMatchObject({ reason: 'stolen' });
    for (const home of [author, user])
      expect(documentOf(await home.run('verify', archive, '--json'))).toMatchObject({ ok: false, outcome: 'revoked' });
    const listed = documentOf(await author.run('keys', 'list', '--json')).keys;
    expect(listed.map(({ status }: { status: string }) => status)).toEqual(['revoked', 'rotated']);
    expect(codeOf(await user.run('keys', 'revoke', archive, '--json'))).toEqual([1, 'keys.unreadable']);
  });

  it('trusts nothing while its own record of trust cannot be read', async () => {
    const file = join(user.dir, 'pins.json');
    const kept = readFileSync(file);
    for (const text of ['{', 'null', '{"version":1,"pins":{"a b":1},"trusted":[],"revoked":[]}']) {
      writeFileSync(file, text);
      expect(codeOf(await user.run('verify', archive, '--json'))).toEqual([1, 'keys.bad-trust']);
    }
    writeFileSync(file, kept);
  });

  it('says plainly what is wrong', async () => {
    const empty = join(user.dir, 'empty');
    mkdirSync(empty);
    expect(codeOf(await user.run('pack', empty, '--json'))).toEqual([1, 'pack.no-manifest']);
    expect(codeOf(await user.run('pack', join(empty, 'x'), '--json'))).toEqual([1, 'pack.no-folder']);
    expect(codeOf(await user.run('verify', join(empty, 'x.otp'), '--json'))).toEqual([1, 'cli.no-file']);
    writeFileSync(join(empty, 'x.otp'), 'PK');
    expect(documentOf(await user.run('verify', join(empty, 'x.otp'), '--json'))).toMatchObject({ outcome: 'tampered' });
    expect(codeOf(await user.run('inspect', join(empty, 'x.otp'), '--json'))).toEqual([1, 'archive.truncated']);
    expect(codeOf(await user.run('keys', 'create', 'Bad Name', '--json'))).toEqual([1, 'keys.bad-name']);
  });

  it('packs no secret and nothing that fails', async () => {
    writeFileSync(join(plugin, 'services/factor.ts'), `export const factor = 2; // -----BEGIN ${'PRIVATE KEY'}-----`);
    expect(codeOf(await author.run('pack', plugin, '--json'))).toEqual([1, 'archive.secret']);
    writeFileSync(join(plugin, 'services/factor.ts'), 'export const other = 2;');
    expect((await author.run('pack', plugin, '--json')).code).toBe(1);
  });

  it('makes no key where nobody can give a passphrase, unless that is asked for', async () => {
    delete process.env.OMNITRADE_PASSPHRASE;
    expect(codeOf(await user.run('keys', 'create', '--json'))).toEqual([1, 'keys.no-passphrase']);
    expect(documentOf(await user.run('keys', 'create', '--plain', '--json'))).toMatchObject({ locked: false });
    process.env.OMNITRADE_PASSPHRASE = 'short';
    expect(codeOf(await user.run('keys', 'create', 'second', '--json'))).toEqual([1, 'key.weak-passphrase']);
    expect(codeOf(await user.run('keys', 'create', '--json'))).toEqual([1, 'keys.exists']);
  });
});

describe('an archive given to others', { timeout: slow }, () => {
  let author: TestHome;
  let user: TestHome;
  let archive: string;
  let fingerprint: string;
  beforeAll(async () => {
    author = createTestHome();
    user = createTestHome();
    archive = join(author.dir, 'sample.otp');
    await author.run('pack', writePlugin(join(author.dir, 'plugin')), '-o', archive);
    fingerprint = documentOf(
      await author.run('keys', 'create', '--plain', '--publisher', 'Example Labs', '--json'),
    ).fingerprint;
    await author.run('sign', archive);
  });
  afterAll(() => {
    author[Symbol.dispose]();
    user[Symbol.dispose]();
  });

  it('is installed once its key was compared, and marked as private', async () => {
    const refused = await user.run('install', archive, '--yes', '--json');
    expect(codeOf(refused)).toEqual([1, 'registry.unknown-key']);
    expect(documentOf(refused).error.message).toContain(fingerprint);
    expect(codeOf(await user.run('install', archive, '--json'))).toEqual([1, 'cli.needs-answer']);
    const installed = await user.run('install', archive, '--pin', fingerprint, '--grant', 'charts:write', '--json');
    expect(documentOf(installed)).toMatchObject({
      changes: [{ plugin: 'packed-sample', from: null, to: '1.0.0' }],
      signed: { outcome: 'private', publisher: 'Example Labs', fingerprint },
      withheld: [],
    });
    const info = documentOf(await user.run('info', 'packed-sample', '--json'));
    expect(info).toMatchObject({ trust: 'private', publisher: 'Example Labs', fingerprint, source: archive });
    expect((await user.run('list')).stdout).toMatch(/packed-sample .*private/);
    expect(documentOf(await user.run('verify', archive, '--json'))).toMatchObject({ ok: true, outcome: 'private' });
  });

  it('needs no comparison where its publisher is trusted, until that is taken back', async () => {
    const third = createTestHome();
    try {
      writeFileSync(join(third.dir, 'config.json'), '{ "logLevel": "error" }');
      await third.run('keys', 'trust', fingerprint, '--publisher', 'Example Labs');
      const config = JSON.parse(readFileSync(join(third.dir, 'config.json'), 'utf8'));
      expect(config).toEqual({ logLevel: 'error', trust: [{ publisher: 'Example Labs', fingerprint }] });
      expect(documentOf(await third.run('verify', archive, '--json'))).toMatchObject({ outcome: 'trusted' });
      const installed = await third.run('install', archive, '--yes', '--json');
      expect(documentOf(installed)).toMatchObject({ signed: { outcome: 'trusted' } });
      await third.run('keys', 'distrust', fingerprint);
      expect(documentOf(await third.run('keys', 'trusted', '--json'))).toEqual({ publishers: [] });
      expect(codeOf(await third.run('keys', 'distrust', fingerprint, '--json'))).toEqual([1, 'keys.not-trusted']);
    } finally {
      third[Symbol.dispose]();
    }
  });
});
