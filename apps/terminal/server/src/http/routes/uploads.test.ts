import { randomBytes } from 'node:crypto';
import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { createSigningKey, pack, sign } from '@omnitrade/archive';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { post, startTestTerminal, type TestTerminal } from '../../terminal-fixture.ts';
import { uploadParts } from '../../uploads.ts';

let test: TestTerminal;
beforeAll(async () => {
  test = await startTestTerminal();
});
afterAll(() => test[Symbol.asyncDispose]());

const key = createSigningKey('Example Labs');
// biome-ignore lint/suspicious/noExplicitAny: each answer has a document of its own
type Answer = any;
const newId = () => randomBytes(16).toString('hex');

/** Does nothing when it is run, and contributes nothing. */
function packIdle(): Uint8Array {
  const manifest = {
    name: 'idle',
    version: '1.0.0',
    author: 'example-labs',
    description: 'Does nothing.',
    main: 'index.js',
    permissions: ['storage'],
    extensionPoints: [],
    compatibility: { terminal: '^1.0.0' },
  };
  const files = { 'plugin.json': JSON.stringify(manifest), 'index.js': 'export default { activate() {} };' };
  return pack(new Map(Object.entries(files).map(([path, text]) => [path, new TextEncoder().encode(text)])), []).bytes;
}

async function put(id: string, part: string, body: Uint8Array, headers: Record<string, string> = {}) {
  const answer = await test.request(`/api/uploads/${id}/${part}`, {
    method: 'PUT',
    headers: { 'content-type': 'application/octet-stream', ...headers },
    body: body as Uint8Array<ArrayBuffer>,
  });
  return { status: answer.status, json: (await answer.json()) as Answer };
}

async function install(id: string, more: object = {}) {
  const source = { kind: 'upload', id, name: 'idle.otp' };
  const answer = await test.request('/api/plugins', post({ source, ...more }));
  return { status: answer.status, json: (await answer.json()) as Answer };
}

describe('an uploaded archive', () => {
  it('is shown, installed once its key is taken, and gone from the uploads then', async () => {
    const id = newId();
    const bytes = packIdle();
    expect(await put(id, 'archive', bytes)).toEqual({ status: 200, json: { bytes: bytes.length } });
    await put(id, 'signatures', sign(bytes, key, { createdAt: 1_700_000_000_000 }));
    const shown = await install(id, { dryRun: true });
    expect(shown.json).toMatchObject({
      signed: { known: false, fingerprint: key.fingerprint },
      asks: [{ id: 'storage' }],
    });
    const refused = await install(id);
    expect([refused.status, refused.json.error.code]).toEqual([422, 'registry.unknown-key']);
    const done = await install(id, { pin: key.fingerprint });
    expect(done.json).toMatchObject({ changes: [{ plugin: 'idle', to: '1.0.0' }] });
    const [found] = ((await (await test.request('/api/plugins')).json()) as Answer).plugins;
    expect(found).toMatchObject({ source: 'idle.otp', trust: 'private', fingerprint: key.fingerprint });
    expect(existsSync(join(test.dir, 'uploads', id))).toBe(false);
    expect((await install(id)).json.error.code).toBe('terminal.no-upload');
  });

  it('is refused beyond its size, and leaves nothing behind', async () => {
    const id = newId();
    const large = new Uint8Array(uploadParts.signatures.maxBytes + 1);
    const refused = await put(id, 'signatures', large);
    expect([refused.status, refused.json.error.code]).toEqual([413, 'terminal.too-large']);
    expect(readdirSync(join(test.dir, 'uploads', id))).toEqual([]);
    expect((await test.request(`/api/uploads/${id}`, { method: 'DELETE' })).status).toBe(200);
  });

  it.each([
    ['../../../../etc', 'archive'],
    ['0123', 'archive'],
    [newId(), 'passwords'],
  ])('is not taken as %s/%s', async (id, part) => {
    const refused = await put(encodeURIComponent(id), part, Uint8Array.of(1));
    expect(refused.status).toBe(400);
  });

  it('needs the session of a page, like everything that changes something', async () => {
    const refused = await put(newId(), 'archive', Uint8Array.of(1), { authorization: 'Bearer wrong' });
    expect(refused.status).toBe(401);
  });

  it('waits in small numbers', async () => {
    const ids = Array.from({ length: 5 }, newId);
    const answers = [];
    for (const id of ids) answers.push((await put(id, 'archive', Uint8Array.of(1))).status);
    expect(answers).toEqual([200, 200, 200, 200, 429]);
    for (const id of ids) await test.request(`/api/uploads/${id}`, { method: 'DELETE' });
    expect((await put(newId(), 'archive', Uint8Array.of(1))).status).toBe(200);
  });
});
