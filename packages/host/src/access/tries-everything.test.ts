import { once } from 'node:events';
import { createServer, type Server } from 'node:https';
import type { AddressInfo } from 'node:net';
import { fileURLToPath } from 'node:url';
import type { PluginData } from '@omnitrade/contracts';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import type { AccountReader } from '../capabilities/terminal-view.ts';
import { createHost } from '../create-host.ts';
import type { Host } from '../host.ts';
import { dailyProvider, daysOf, openTestHost } from '../host-fixture.ts';
import { createMemoryData } from '../memory-data.ts';
import { createMemoryPluginStore, createMemoryWorkspaceStore } from '../memory-store.ts';
import { createTestAuthority } from '../network/certificate-fixture.ts';
import { defaultNetworkPolicy } from '../network/policy.ts';

const plugin = 'tries-everything';
const path = fileURLToPath(new URL(`../../../../e2e/fixtures/plugins/${plugin}`, import.meta.url));
const authority = createTestAuthority();
const reached: string[] = [];
const lines: string[] = [];
let server: Server;
let host: Host;
let data: PluginData;
let provider: Awaited<ReturnType<typeof openTestHost>>;

beforeAll(async () => {
  server = createServer(authority.issue(['api.example.com']), ({ method, headers }, response) => {
    reached.push(`${method} ${headers.authorization ?? '-'}`);
    response.end(`${method} answered`);
  });
  new WebSocketServer({ server }).on('connection', (socket) => {
    reached.push('socket');
    socket.on('message', (said) => socket.send(`${said}`));
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  const { port } = server.address() as AddressInfo;
  data = createMemoryData();
  host = createHost({
    store: createMemoryPluginStore(),
    workspace: createMemoryWorkspaceStore(),
    guest: readGuestModules(),
    data,
    accounts,
    network: {
      ...defaultNetworkPolicy,
      lookup: async () => ['127.0.0.1'],
      mayConnect: (address) => address === '127.0.0.1',
      toPort: () => port,
      ca: authority.ca,
    },
    log: ({ plugin: of, text }) => {
      if (of === plugin) lines.push(text);
    },
  });
  await host.open();
  provider = await openTestHost();
  const days = provider.write(dailyProvider('days-provider'));
  await host.install({ source: { kind: 'directory', path: days }, grants: ['data:provide'], grantLowRisk: true });
  await host.install({ source: { kind: 'directory', path }, grants: ['charts:write'], grantLowRisk: false });
  // Its trial reached nobody, whatever it asked for.
  expect(reached).toEqual([]);
  await host.chart.open(daysOf('days-provider', [{ contribution: `${plugin}/nothing`, inputs: {} }]));
});
afterAll(async () => {
  await host[Symbol.asyncDispose]();
  await provider[Symbol.asyncDispose]();
  server.closeAllConnections();
  server.close();
});

const accounts: AccountReader = {
  list: async () => ['paper', 'other'].map((id) => ({ id, kind: 'paper', currency: 'USD' })),
  read: async (id) => ({ id, balance: '1000' }),
};
const unseen = {
  ...{
    look: 'absent',
    bars: 'absent',
    otherBars: 'absent',
    accounts: 'absent',
    otherAccount: 'absent',
    notify: 'absent',
  },
};

const rounds = () =>
  lines.flatMap((line) => {
    const json = /^round \d+ (.*)$/.exec(line)?.[1];
    return json === undefined ? [] : [JSON.parse(json) as Record<string, string>];
  });
/** A round that began after now. */
async function nextRound(): Promise<Record<string, string>> {
  const before = rounds().length;
  return vi.waitFor(
    () => {
      const found = rounds()[before + 1];
      if (!found) throw new Error('no round yet');
      return found;
    },
    { timeout: 15_000 },
  );
}
const give = (permission: string, limits = {}) =>
  host.access.set(plugin, { permission, limits, lifetime: 'until-revoked' });

const denied = 'permission.denied';

describe('a plugin that tries everything', () => {
  it('gets only denials without a grant', async () => {
    expect(await nextRound()).toEqual({
      ...{ storage: 'absent', kept: 'absent', get: denied, post: denied, delete: denied },
      ...{ elsewhere: denied, inside: denied, secret: denied, otherSecret: denied, socket: denied },
      ...unseen,
    });
    expect(reached).toEqual([]);
  });

  it('gets exactly what its grants allow, and hears of each', async () => {
    await give('storage');
    await give('net:api.example.com', { methods: ['GET'] });
    await host.access.setSecret(plugin, 'api-key', 'hunter-two');
    expect(await nextRound()).toMatchObject({
      ...{ storage: 'done', kept: 'done', get: 'GET answered', post: denied, delete: denied },
      ...{ elsewhere: denied, inside: denied, secret: denied, otherSecret: denied },
    });
    await give('net:api.example.com');
    await give('secrets');
    expect(await nextRound()).toMatchObject({
      ...{ get: 'GET answered', post: 'POST answered', delete: denied },
      ...{ elsewhere: denied, inside: denied, secret: 'GET answered', otherSecret: denied },
    });
    expect(reached).toContain('GET Bearer hunter-two');
    expect(lines.join()).not.toContain('hunter');
    expect(lines).toEqual(expect.arrayContaining(['heard given storage', 'heard given secrets']));
  });

  it('sees what it may see and no more, and tells no more than it may', async () => {
    await give('charts:read');
    await give('data:read', { instruments: ['TEST:DAYS'] });
    await give('account:read', { accounts: ['paper'] });
    await give('ui:notify', { perMinute: 3 });
    // It has read accounts by now: the host it was given before has to be named for that.
    expect(await nextRound()).toMatchObject({
      ...{ look: 'seen', bars: 60, otherBars: denied, accounts: 'paper', otherAccount: denied },
      ...{ get: denied, socket: denied },
    });
    await host.access.allowSending(plugin, 'net:api.example.com', true);
    expect(await nextRound()).toMatchObject({ get: 'GET answered', socket: 'echo' });
    await vi.waitFor(async () => expect(await nextRound()).toMatchObject({ notify: denied }), { timeout: 15_000 });
    expect(host.events(0).filter(({ type }) => type === 'plugin.notified')).toHaveLength(3);
  });

  it('loses them within one call of a revocation', async () => {
    for (const one of ['charts:read', 'data:read', 'account:read', 'ui:notify']) await host.access.revoke(plugin, one);
    expect(await nextRound()).toMatchObject(unseen);
    await host.access.revoke(plugin, 'secrets');
    await host.access.revoke(plugin, 'net:api.example.com');
    await host.access.revoke(plugin, 'storage');
    const count = reached.length;
    expect(await nextRound()).toMatchObject({
      ...{ storage: 'absent', kept: denied, get: denied, post: denied, secret: denied },
    });
    await nextRound();
    expect(reached).toHaveLength(count);
  });

  it('is held to the bytes of a day, in all', async () => {
    await give('net:api.example.com', { bytesPerDay: 10 });
    const count = reached.length;
    expect(await nextRound()).toMatchObject({ get: denied, post: denied });
    expect(reached).toHaveLength(count);
  });

  it('leaves all of it in the audit', async () => {
    const { entries, counts } = await host.access.audit({ plugin, limit: 10_000 });
    const told = new Set(entries.map(({ call, permission, outcome }) => `${call} ${permission} ${outcome}`));
    for (const one of [
      'network.fetch net:api.example.com denied',
      'network.fetch net:api.example.com allowed',
      'network.fetch net:other.example.org denied',
      'network.fetch secrets allowed',
      'grants.set storage given',
      'grants.revoke secrets revoked',
      'secrets.set secrets stored',
      'network.socket net:api.example.com allowed',
      'network.socket net:api.example.com closed',
      'account.list account:read allowed',
      'grants.revoke account:read revoked',
      'grants.flow net:api.example.com may receive account data',
    ])
      expect(told).toContain(one);
    for (const counted of ['storage', 'charts:read', 'data:read', 'ui:notify'])
      expect(counts.some(({ permission, allowed }) => permission === counted && allowed > 0)).toBe(true);
    // Whoever is denied over and over is counted.
    for (const refused of ['data:read', 'account:read'])
      expect(counts.some((one) => one.permission === refused && one.denied > 0)).toBe(true);
    expect(
      entries.filter(({ outcome, call }) => outcome === 'allowed' && call === 'network.fetch').length,
    ).toBeGreaterThanOrEqual(reached.length);
    expect(JSON.stringify(entries)).not.toContain('hunter');
    expect(await host.access.verifyAudit()).toMatchObject({ ok: true });
  });
});
