import type { Json, PluginId } from '@omnitrade/contracts';
import type { Manifest } from '@omnitrade/manifest';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createIdlePowers } from '../grants/session-powers.ts';
import { createMemoryData } from '../memory-data.ts';
import type { CallerView } from './capability.ts';
import { callCapability } from './index.ts';

const manifest = {
  permissions: [{ id: 'storage', limits: {}, optional: false }],
  resources: {},
} as unknown as Manifest;
const { storage } = createMemoryData();

/** Two plugins in one home: what one of them says changes nothing about which one it is. */
function open(plugin: string, permissions: readonly string[] = ['storage']): CallerView {
  const asked = { ...manifest, permissions: permissions.map((id) => ({ id, limits: {}, optional: false })) };
  return {
    ...createIdlePowers(asked as unknown as Manifest, Date.now),
    ...{ plugin: plugin as PluginId, version: '1.0.0', storage, session: {} },
    package: { manifest, manifestJson: {}, modules: new Map(), main: '', readAsset: async () => undefined },
  };
}
const ask = (caller: CallerView, capability: string, method: string, ...args: Json[]) =>
  callCapability(caller, { capability, method, args });
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error) => error.code,
  );

describe('a request of a runner that forges what it likes', () => {
  it.each([
    ['storage', 'constructor'],
    ['storage', '__proto__'],
    ['storage', 'toString'],
    ['__proto__', 'read'],
    ['constructor', 'call'],
    ['toString', 'call'],
    ['', ''],
    ['storage.read', ''],
    ['grants', 'set'],
    ['secrets', 'open'],
    ['audit', 'append'],
    ['permissions', 'give'],
    ['account', 'constructor'],
    ['network', '__proto__'],
  ])('finds no call %s.%s', async (capability, method) => {
    expect(await codeOf(ask(open('ant'), capability, method))).toBe('permission.no-such-call');
  });

  it('acts as the plugin whose slot it came from, whatever it names', async () => {
    const [ant, bee] = [open('ant'), open('bee')];
    await ask(bee, 'storage', 'commit', { puts: [{ key: 'mine', value: 'of the bee' }] });
    const forged = { plugin: 'bee', grants: ['storage', 'net:*'], caller: { plugin: 'bee' } };
    for (const args of [['mine'], ['mine', forged], ['mine', 'bee']] as Json[][])
      expect(await ask(ant, 'storage', 'read', ...args)).toBeNull();
    await ask(ant, 'storage', 'commit', { puts: [{ key: 'mine', value: 'of the ant' }], ...forged });
    expect(await ask(bee, 'storage', 'read', 'mine')).toMatchObject({ value: 'of the bee' });
  });

  it('gains nothing by sending a transaction twice', async () => {
    const ant = open('ant-again');
    const commit = { expects: [{ key: 'n', rev: 0 }], puts: [{ key: 'n', value: 1 }] };
    expect(await codeOf(ask(ant, 'storage', 'commit', commit))).toBe('answered');
    expect(await codeOf(ask(ant, 'storage', 'commit', commit))).toBe('storage.conflict');
  });

  it('uses a body it has sent ahead once', async () => {
    const ant = open('ant', ['net:api.example.com']);
    await ask(ant, 'network', 'upload', 7, 'eA==');
    const fetch = () =>
      codeOf(ask(ant, 'network', 'fetch', { url: 'https://api.example.com/', method: 'POST', uploaded: 7 }));
    // Nothing is reached here; what counts is that the body is gone after the first.
    expect([await fetch(), await fetch()]).toEqual(['network.no-address', 'network.no-upload']);
    for (let i = 0; i < 40; i++) await ask(ant, 'network', 'upload', 8, Buffer.alloc(24_000).toString('base64'));
    const more = () => codeOf(ask(ant, 'network', 'upload', 8, Buffer.alloc(100_000).toString('base64')));
    expect([await more(), await more()]).toEqual(['network.bad-body', 'answered']);
  });

  it('is given nothing by asking for it, and asks for nothing it did not declare', async () => {
    const ant = open('ant');
    expect(await codeOf(ask(ant, 'permissions', 'request', 'trading:place-orders'))).toBe('permission.denied');
    expect(await codeOf(ask(ant, 'permissions', 'request', { permission: 'storage' }))).toBe('permission.denied');
    await ant.grants.revoke('storage');
    expect(await ask(ant, 'permissions', 'request', 'storage')).toBe(false);
    expect(await codeOf(ask(ant, 'storage', 'read', 'k'))).toBe('permission.denied');
  });

  it('cannot read the answer of another plugin', async () => {
    for (const id of [0, 1, 2, -1, 1e9, 'x', null] as Json[])
      for (const method of ['read', 'readSocket', 'sendSocket'])
        expect(await codeOf(ask(open('ant'), 'network', method, id, 'text'))).toBe('network.no-answer');
  });

  it('gets a coded refusal or an answer for any arguments at all', async () => {
    const json = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
    const calls = fc.constantFrom(
      ...(['read', 'keys', 'commit', 'status'] as const).map((method) => ['storage', method] as const),
      ...(['fetch', 'read', 'close', 'upload', 'abort'] as const).map((method) => ['network', method] as const),
      ...(['openSocket', 'readSocket', 'sendSocket', 'closeSocket'] as const).map((one) => ['network', one] as const),
      ...[
        ['charts', 'look'] as const,
        ['data', 'bars'] as const,
        ['account', 'list'] as const,
        ['account', 'read'] as const,
      ],
      ...[['notices', 'show'] as const, ['permissions', 'request'] as const],
    );
    const all = ['storage', 'net:api.example.com', 'charts:read', 'data:read', 'account:read', 'ui:notify', 'secrets'];
    const shaped = fc.record({ puts: json, removes: json, expects: json, version: json, url: json, headers: json });
    await fc.assert(
      fc.asyncProperty(
        calls,
        fc.array(fc.oneof(json, shaped as fc.Arbitrary<Json>), { maxLength: 3 }),
        async (call, args) => {
          const code = await codeOf(ask(open('ant', all), call[0], call[1], ...args));
          expect(code).toMatch(/^(?:answered$|(?:account|data|network|notice|permission|storage)\.)/);
        },
      ),
      { numRuns: 500 },
    );
  });
});
