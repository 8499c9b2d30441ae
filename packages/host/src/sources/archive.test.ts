import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createSigningKey, type PackedArchive, pack, type SigningKey, sign } from '@omnitrade/archive';
import type { JsonObject } from '@omnitrade/contracts';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { copyPlugin, openTestHost, type TestHost } from '../host-fixture.ts';
import { recordContributions } from '../plugins/record-contributions.ts';
import { toPluginPackage } from './packed-files.ts';
import { createMemoryTrust } from './trust.ts';

const key = createSigningKey('Example Labs');
const other = createSigningKey('Example Labs');
const text = new TextEncoder();
let folder: string;
let opened: TestHost;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'omnitrade-archives-'));
  opened = await openTestHost();
});
afterEach(async () => {
  await opened[Symbol.asyncDispose]();
  rmSync(folder, { recursive: true, force: true });
});

/** An archive of a plugin whose indicator adds `add` to the close. */
async function packPlugin(version = '1.0.0', add = 1, more: JsonObject = {}): Promise<PackedArchive> {
  const { files } = copyPlugin('sample', { copy: add });
  const manifest = {
    name: 'sample',
    version,
    author: 'example-labs',
    description: 'Made for a test.',
    main: 'index.js',
    permissions: ['charts:write', 'data:read'],
    extensionPoints: ['chart.indicator'],
    compatibility: { terminal: '^1.0.0' },
    ...more,
  };
  const all = new Map([
    ['plugin.json', text.encode(JSON.stringify(manifest))],
    ['index.js', text.encode(files['index.js'] as string)],
    ['assets/note.txt', text.encode('hello')],
  ]);
  return pack(all, await recordContributions(toPluginPackage(all, 'sample'), readGuestModules()));
}

/** Writes it with its signatures, and answers where it lies. */
function write(name: string, bytes: Uint8Array, signer?: SigningKey): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  if (signer) writeFileSync(`${path}b`, sign(bytes, signer, { createdAt: 1_700_000_000_000 }));
  return path;
}

const install = (path: string, more: { pin?: string; dryRun?: boolean; grants?: string[] } = {}) =>
  opened.host.install({ source: { kind: 'archive', path }, grants: [], grantLowRisk: false, ...more });

describe('an archive', () => {
  test('of an unknown key is shown with its fingerprint, and installed once that was compared', async () => {
    const path = write('sample.otp', (await packPlugin()).bytes, key);
    await expect(install(path)).rejects.toMatchObject({
      code: 'registry.unknown-key',
      data: { plugin: 'sample', publisher: 'Example Labs', fingerprint: key.fingerprint },
    });
    const dry = await install(path, { dryRun: true });
    expect(dry.signed).toMatchObject({ outcome: 'private', known: false, fingerprint: key.fingerprint });
    expect(opened.host.plugins()).toEqual([]);

    const done = await install(path, { pin: key.fingerprint, grants: ['charts:write'] });
    expect(done.signed).toMatchObject({ publisher: 'Example Labs' });
    expect(done.withheld.map(({ permission }) => permission)).toEqual(['data:read']);
    expect(opened.summary('sample')).toMatchObject({
      trust: 'private',
      publisher: 'Example Labs',
      fingerprint: key.fingerprint,
      source: path,
    });
    // The file is not needed any more.
    rmSync(path);
    await opened.host.chart.open({
      provider: 'no/one',
      instrument: 'X',
      timeframe: '1D',
      indicators: [],
      layout: null,
    });
    expect(opened.host.contributions().map(({ contribution }) => contribution)).toEqual(['sample/copy']);
  });

  test('of the pinned key follows without a question; of any other it does not, whoever says so', async () => {
    await install(write('one.otp', (await packPlugin()).bytes, key), { pin: key.fingerprint });
    await install(write('two.otp', (await packPlugin('1.1.0', 2)).bytes, key));
    expect(opened.summary('sample').version).toBe('1.1.0');
    const stranger = write('three.otp', (await packPlugin('1.2.0', 3)).bytes, other);
    for (const pin of [undefined, other.fingerprint, key.fingerprint])
      await expect(install(stranger, pin === undefined ? {} : { pin })).rejects.toMatchObject({
        code: 'registry.not-trusted',
        data: { outcome: 'bad-signature' },
      });
    expect(opened.summary('sample').version).toBe('1.1.0');
  });

  test('is not installed under a pin that is not its key', async () => {
    const path = write('sample.otp', (await packPlugin()).bytes, key);
    await expect(install(path, { pin: other.fingerprint })).rejects.toMatchObject({ code: 'registry.other-key' });
  });

  test('of a trusted publisher needs no pin, and of a revoked key none helps', async () => {
    const path = write('sample.otp', (await packPlugin()).bytes, key);
    const believing = await openTestHost({ trust: createMemoryTrust({ publishers: [key] }) });
    const request = { source: { kind: 'archive', path }, grants: [], grantLowRisk: true } as const;
    const done = await believing.host.install(request);
    expect([done.signed?.outcome, believing.summary('sample').trust]).toEqual(['trusted', 'private']);
    await believing[Symbol.asyncDispose]();
    const revoked = new Map([[key.fingerprint, { reason: 'stolen' }]]);
    const wary = await openTestHost({ trust: createMemoryTrust({ revoked }) });
    await expect(wary.host.install({ ...request, pin: key.fingerprint })).rejects.toMatchObject({
      data: { outcome: 'revoked' },
    });
    await wary[Symbol.asyncDispose]();
  });

  test('that nobody signed, that was changed, or whose signatures are of another one is refused', async () => {
    const { bytes } = await packPlugin();
    const changed = Uint8Array.from(bytes);
    changed[100] = (changed[100] as number) ^ 1;
    const cases: [string, string, string][] = [
      ['no signature', write('bare.otp', bytes), 'unsigned'],
      ['changed bytes', write('changed.otp', bytes, key), 'tampered'],
      ['signatures of another', write('swapped.otp', (await packPlugin('2.0.0')).bytes, key), 'tampered'],
    ];
    writeFileSync(cases[1]?.[1] as string, changed);
    writeFileSync(`${cases[2]?.[1]}b`, readFileSync(`${cases[1]?.[1]}b`));
    for (const [name, path, outcome] of cases)
      await expect(install(path, { pin: key.fingerprint }), name).rejects.toMatchObject({
        code: 'registry.not-trusted',
        data: { outcome },
      });
    expect(opened.host.plugins()).toEqual([]);
  });

  test('that contributes something else than it says is refused', async () => {
    const honest = await packPlugin();
    const { files } = honest.archive;
    const given = new Map([...files].filter(([path]) => !path.startsWith('META/')));
    const [recorded] = honest.archive.contributions;
    const lying = pack(given, [{ ...recorded, info: { ...recorded?.info, title: 'Free money' } } as never]);
    await expect(install(write('lying.otp', lying.bytes, key), { pin: key.fingerprint })).rejects.toMatchObject({
      code: 'registry.contributions-differ',
      data: { differing: ['chart.indicator copy'] },
    });
  });

  test('does not take the place of a folder of the same name, nor a folder its', async () => {
    await opened.install({ ...copyPlugin('sample', { copy: 1 }), permissions: ['charts:write'] });
    const path = write('sample.otp', (await packPlugin('3.0.0')).bytes, key);
    await expect(install(path, { pin: key.fingerprint })).rejects.toMatchObject({ code: 'registry.other-source' });
    await opened.host.uninstall('sample');
    await install(path, { pin: key.fingerprint });
    await expect(opened.install(copyPlugin('sample', { copy: 1 }))).rejects.toMatchObject({
      code: 'registry.other-source',
    });
  });

  test('needs what it depends on, like a folder', async () => {
    const needy = await packPlugin('1.0.0', 1, { dependencies: { 'chart-utilities': '^2.0.0' } });
    await expect(install(write('needy.otp', needy.bytes, key), { pin: key.fingerprint })).rejects.toMatchObject({
      code: 'registry.conflict',
    });
  });

  test('that is no file at all is refused in one sentence', async () => {
    const missing = join(folder, 'none.otp');
    await expect(install(missing)).rejects.toMatchObject({ code: 'archive.unreadable' });
    await expect(install(folder)).rejects.toMatchObject({ code: 'archive.unreadable' });
    writeFileSync(missing, 'PK nonsense');
    await expect(install(missing)).rejects.toMatchObject({ code: 'registry.not-trusted' });
  });
});
