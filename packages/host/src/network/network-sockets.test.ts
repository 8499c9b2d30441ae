import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Json, JsonObject, PluginId } from '@omnitrade/contracts';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { createTestAuthority } from './certificate-fixture.ts';
import { hosts, openCaller, TestSite } from './network-fixture.ts';
import { defaultNetworkPolicy, type NetworkLimits, type NetworkPolicy } from './policy.ts';

let site: TestSite;
let server: WebSocketServer;
let serve: (socket: WebSocket, request: IncomingMessage) => void;
const echo = (socket: WebSocket) => socket.on('message', (data, isBinary) => socket.send(data, { binary: isBinary }));

beforeAll(async () => {
  site = await new TestSite().listen();
  server = new WebSocketServer({ server: site.server, handleProtocols: (offered) => [...offered][0] ?? false });
  server.on('connection', (socket, request) => serve(socket, request));
  serve = echo;
});
afterAll(() => {
  server.close();
  site[Symbol.dispose]();
});
afterEach(() => {
  for (const socket of server.clients) socket.terminate();
  site.reset();
  serve = echo;
});

const url = 'wss://api.example.com/stream?key=1';
interface Read {
  readonly messages: readonly { readonly data: string; readonly binary: boolean; readonly more: boolean }[];
  readonly closed: { readonly code: number; readonly reason: string; readonly wasClean: boolean } | null;
}

function open(
  limits: Partial<NetworkLimits> = {},
  grants?: Readonly<Record<string, JsonObject>>,
  change: Partial<NetworkPolicy> = {},
) {
  const caller = openCaller(site.policy(change, limits), grants);
  const connect = async (init: JsonObject = {}) => {
    const { id } = (await caller.request('openSocket', { url, ...init })) as { id: number };
    return {
      id,
      send: (data: string, binary = false, more = false) => caller.request('sendSocket', id, data, binary, more),
      read: async () => (await caller.request('readSocket', id)) as unknown as Read,
      close: (code: Json = 1000, reason = '') => caller.request('closeSocket', id, code, reason),
    };
  };
  const codeOf = (init: JsonObject = {}) =>
    connect(init).then(
      () => 'open',
      (error) => error.code,
    );
  return { ...caller, connect, codeOf };
}
const codeOf = (work: Promise<unknown>) =>
  work.then(
    () => 'answered',
    (error) => error.code,
  );

describe('a socket of a plugin', () => {
  it('goes over TLS to the checked address, carries text and bytes, and closes with what was said', async () => {
    const { connect, data } = open();
    const socket = await connect();
    await socket.send('grüß');
    expect(await socket.read()).toEqual({ messages: [{ data: 'grüß', binary: false, more: false }], closed: null });
    await socket.send(Buffer.from([1, 2, 255]).toString('base64'), true);
    expect((await socket.read()).messages).toEqual([{ data: 'AQL/', binary: true, more: false }]);
    await socket.close(3001, 'done');
    expect((await socket.read()).closed).toEqual({ code: 3001, reason: 'done', wasClean: true });
    expect(await codeOf(socket.read())).toBe('network.no-answer');
    const rows = await data.audit.read({ limit: 9 });
    expect(rows.map(({ target, outcome }) => `${outcome} ${target}`)).toEqual([
      'allowed GET wss://api.example.com/stream',
      'closed GET wss://api.example.com/stream, 9 bytes sent, 9 received',
    ]);
  });

  it('tells which protocol was chosen, and sends nothing of its own but what it says', async () => {
    let seen: IncomingMessage | undefined;
    serve = (_socket, request) => {
      seen = request;
    };
    const { request } = open();
    const answer = await request('openSocket', { url, protocols: ['v2.feed', 'v1.feed'] });
    expect(answer).toMatchObject({ protocol: 'v2.feed' });
    expect(seen?.headers).toMatchObject({ host: 'api.example.com', 'user-agent': 'OmniTrade/1.0' });
    expect(seen?.headers).not.toHaveProperty('origin');
    expect(seen?.headers).not.toHaveProperty('sec-websocket-extensions');
    expect(await codeOf(request('openSocket', { url, protocols: ['a b'] }))).toBe('network.bad-header');
  });

  it('takes a long message apart and puts one together', async () => {
    const long = 'x'.repeat(100_000);
    const { connect } = open();
    const socket = await connect();
    await socket.send(long.slice(0, 50_000), false, true);
    await socket.send(long.slice(50_000));
    let got = '';
    for (;;) {
      const [message] = (await socket.read()).messages;
      got += message?.data;
      if (!message?.more) break;
    }
    expect(got).toBe(long);
  });

  it('holds its server up when the plugin does not read', async () => {
    let sent = 0;
    let held = false;
    serve = (socket) => {
      const more = () => {
        for (; sent < 64 && socket.bufferedAmount < 65_536; sent++)
          socket.send(Buffer.alloc(262_144), { binary: true }, more);
        held ||= socket.bufferedAmount > 0;
      };
      more();
    };
    const { connect } = open();
    const socket = await connect();
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect([held, sent < 64]).toEqual([true, true]);
    let got = 0;
    while (got < 64 * 349_528) for (const { data } of (await socket.read()).messages) got += data.length;
    expect([sent, got]).toEqual([64, 64 * 349_528]);
  });
});

describe('the host of a socket', () => {
  it.each([
    ['ws://api.example.com/', 'network.bad-url'],
    ['https://api.example.com/', 'network.bad-url'],
    ['wss://api.example.com:8443/', 'network.bad-url'],
    ['wss://user@api.example.com/', 'network.bad-url'],
    ['wss://api.example.com./', 'network.bad-url'],
    ['wss://other.example.org/', 'permission.denied'],
    ['wss://api.example.com.evil.net/', 'permission.denied'],
    ['wss://аpi.example.com/', 'permission.denied'],
    ['wss://127.0.0.1/', 'permission.denied'],
    ['wss://2130706433/', 'permission.denied'],
    ['wss://0x7f.1/', 'permission.denied'],
    ['wss://[::ffff:127.0.0.1]/', 'permission.denied'],
    ['wss://localhost/', 'permission.denied'],
  ])('%s gives %s', async (bad, code) => {
    let came = false;
    serve = () => {
      came = true;
    };
    expect(await open().codeOf({ url: bad })).toBe(code);
    expect(came).toBe(false);
  });

  it('is looked up once and reached at the address that was checked', async () => {
    let lookups = 0;
    const lookup = async () => [lookups++ === 0 ? '127.0.0.1' : '10.0.0.1'];
    const { codeOf: codeOfOpen } = open({}, undefined, { lookup });
    expect([await codeOfOpen(), lookups]).toEqual(['open', 1]);
    expect([await codeOfOpen(), lookups]).toEqual(['network.forbidden-address', 2]);
    const usual = { lookup: async () => ['127.0.0.1'], mayConnect: defaultNetworkPolicy.mayConnect };
    expect(await open({}, undefined, usual).codeOf()).toBe('network.forbidden-address');
  });

  it('proves who it is', async () => {
    const other = await new TestSite(createTestAuthority('Other').issue(hosts)).listen();
    expect(await open({}, undefined, { toPort: () => other.port }).codeOf()).toBe('network.bad-certificate');
    other[Symbol.dispose]();
  });

  it('that answers with something else, or never, is told of', async () => {
    server.shouldHandle = () => false;
    expect(await open().codeOf()).toBe('network.not-accepted');
    server.shouldHandle = WebSocketServer.prototype.shouldHandle;
    const silent = await new TestSite().listen();
    silent.server.on('upgrade', () => {});
    const code = await open({ headersMs: 150 }, undefined, { toPort: () => silent.port }).codeOf();
    expect(code).toBe('network.too-slow');
    silent[Symbol.dispose]();
  });
});

describe('limits of a socket', () => {
  it('hold the number of sockets and the size of messages, both ways', async () => {
    serve = (socket) => void socket.on('message', () => socket.send('x'.repeat(2000)));
    const { connect, codeOf: codeOfOpen } = open({ sockets: 2, messageBytes: 1000 });
    const one = await connect();
    const two = await connect();
    expect(await codeOfOpen()).toBe('network.too-many-sockets');
    expect(await codeOf(one.send('x'.repeat(1001)))).toBe('network.message-too-long');
    await one.send('x'.repeat(600), false, true);
    expect(await codeOf(one.send('x'.repeat(600)))).toBe('network.message-too-long');
    await one.send('x');
    expect(await codeOf(one.read())).toBe('network.too-large');
    await two.close();
    expect((await two.read()).closed).toMatchObject({ code: 1000 });
    expect(await codeOfOpen()).toBe('open');
  });

  it('of a grant hold methods and the bytes of a day, and end the socket', async () => {
    const grants = (limits: JsonObject) => ({ 'net:api.example.com': limits });
    expect(await open({}, grants({ methods: ['POST'] })).codeOf()).toBe('permission.denied');
    const { connect } = open({}, grants({ bytesPerDay: 1000 }));
    const socket = await connect();
    await socket.send('x'.repeat(400));
    expect((await socket.read()).messages).toHaveLength(1);
    expect(await codeOf(socket.send('x'.repeat(400)))).toBe('permission.denied');
    expect(await codeOf(socket.read())).toBe('permission.denied');
    await expect.poll(() => server.clients.size).toBe(0);
  });

  it('of the protocol hold the server', async () => {
    serve = (_socket, { socket }) => void socket.write(Buffer.from([0xff, 0xff, 0xff]));
    const { connect } = open();
    expect(await codeOf((await connect()).read())).toBe('network.failed');
  });
});

describe('the end of a socket', () => {
  it('comes with the grant, in the middle of a wait', async () => {
    const { connect, grants } = open();
    const socket = await connect();
    const reading = codeOf(socket.read());
    await grants.revoke('net:api.example.com');
    expect(await reading).toBe('network.taken-back');
    expect(await codeOf(socket.send('x'))).toBe('network.no-answer');
    await expect.poll(() => server.clients.size).toBe(0);
  });

  it('comes while it is being opened', async () => {
    const silent = await new TestSite().listen();
    silent.server.on('upgrade', () => {});
    const { codeOf: codeOfOpen, grants } = open({}, undefined, { toPort: () => silent.port });
    const opening = codeOfOpen();
    await once(silent.server, 'upgrade');
    await grants.revoke();
    expect(await opening).toBe('network.taken-back');
    silent[Symbol.dispose]();
  });

  it('comes with the run of the plugin', async () => {
    const { connect, caller } = open();
    await connect();
    caller.network.close(caller.session);
    await expect.poll(() => server.clients.size).toBe(0);
  });

  it('is told when the server ends it', async () => {
    serve = (socket) => socket.close(4000, 'enough');
    const { connect } = open();
    expect((await (await connect()).read()).closed).toEqual({ code: 4000, reason: 'enough', wasClean: true });
    serve = (socket) => socket.terminate();
    const socket = await connect();
    expect((await socket.read()).closed).toMatchObject({ code: 1006, wasClean: false });
  });
});

describe('secrets of a socket', () => {
  it('go into the headers that are named, and are not handed back', async () => {
    let seen: string | undefined;
    serve = (socket, { headers }) => {
      seen = headers.authorization;
      socket.on('message', () => socket.send(`you are ${headers.authorization}`));
    };
    const { connect, data } = open({}, { 'net:api.example.com': {}, secrets: {} });
    await data.secrets.put('ant' as PluginId, 'api-key', 'hunter-two');
    const socket = await connect({ secrets: { authorization: 'Bearer {api-key}' } });
    expect(seen).toBe('Bearer hunter-two');
    await socket.send('who');
    expect(await codeOf(socket.read())).toBe('network.secret-returned');
    expect(JSON.stringify(await data.audit.read({ limit: 99 }))).not.toContain('hunter');
  });
});
