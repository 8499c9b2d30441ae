import { once } from 'node:events';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { WebSocketServer } from 'ws';
import type { AccountReader } from '../capabilities/terminal-view.ts';
import { dailyProvider, daysOf, openTestHost, type TestHost } from '../host-fixture.ts';
import { createTestAuthority } from '../network/certificate-fixture.ts';
import { defaultNetworkPolicy } from '../network/policy.ts';

const authority = createTestAuthority();
const bodies: { readonly length: number; readonly method: string | undefined }[] = [];
let aborted = 0;
const server = createServer(authority.issue(['api.example.com', 'cdn.example.com']), (request, response) => {
  let length = 0;
  request.on('data', (data: Buffer) => {
    length += data.length;
  });
  response.on('close', () => {
    if (!response.writableFinished) aborted++;
  });
  request.on('end', () => {
    bodies.push({ length, method: request.method });
    if (request.url === '/endless') setInterval(() => response.write('x'.repeat(1000)), 5).unref();
    else if (request.url === '/silent') return;
    else response.end('grüß '.repeat(40_000));
  });
});
const sockets = new WebSocketServer({ server });
sockets.on('connection', (socket) => socket.on('message', (data, binary) => socket.send(data, { binary })));
beforeAll(() => once(server.listen(0, '127.0.0.1'), 'listening'));
afterAll(() => {
  sockets.close();
  server.closeAllConnections();
  server.close();
});

const accounts: AccountReader = {
  list: async () => [
    { id: 'paper', kind: 'paper', currency: 'USD' },
    { id: 'other', kind: 'paper', currency: 'EUR' },
  ],
  read: async (id) => (id === 'none' ? undefined : { id, balance: '1000.5', positions: [] }),
};

let test: TestHost;
beforeEach(async () => {
  test = await openTestHost({
    accounts,
    network: {
      ...defaultNetworkPolicy,
      lookup: async () => ['127.0.0.1'],
      mayConnect: (address) => address === '127.0.0.1',
      toPort: () => (server.address() as AddressInfo).port,
      ca: authority.ca,
    },
  });
  await test.install(dailyProvider('days-provider'));
});
afterEach(() => test[Symbol.asyncDispose]());

const told = () => test.lines.filter((line) => line.includes('told ')).map((line) => line.split('told ')[1] ?? '');
const lasting = { limits: {}, lifetime: 'until-revoked' } as const;

/** A plugin that does this once it is put to use, and tells what became of it. */
async function use(
  code: string,
  permissions: readonly string[],
  given: readonly string[] = permissions,
): Promise<void> {
  const files = {
    'index.js': `export default { async activate(context) {
      const { log } = context;
      context.charts.addIndicator({ id: 'copy', title: 'Copy', outputs: [{ key: 'value', plot: 'line', pane: 'price' }],
        warmup: () => 0, calc({ in: bars, out, from, to }) { for (let i = from; i < to; i++) out.value[i] = bars.close[i]; } });
      const tell = async (work) => { try { log.info('told', JSON.stringify(await work())); } catch (e) { log.info('told', e.code ?? e.name); } };
      // A trial reaches nobody, and must not fail for it.
      (async () => { ${code} })().catch(() => {});
    } };`,
  };
  const plugin = {
    name: 'looker',
    permissions: ['charts:write', ...permissions],
    extensionPoints: ['chart.indicator'],
    files,
  };
  const source = { kind: 'directory', path: test.write(plugin) } as const;
  await test.host.install({ source, grants: ['charts:write', ...given], grantLowRisk: false });
  test.lines.length = 0;
  await test.host.chart.open(daysOf('days-provider', [{ contribution: 'looker/copy', inputs: {} }]));
  await test.until(() => expect(test.summary('looker').state).toBe('active'));
}

describe('the chart as a plugin sees it', () => {
  it('is told as it is and as it changes, the newest only, until the permission goes', async () => {
    await use(`context.view.onLook((look) => tell(() => look)); tell(() => typeof context.view);`, ['charts:read']);
    await test.until(() => expect(told().join()).toContain('"instrument":"TEST:DAYS"'));
    test.host.looks.report({ from: 0, to: 86_400_000, selected: 86_400_000 });
    await test.until(() => expect(told().at(-1)).toContain('"to":86400000,"selected":86400000'));
    await test.host.access.revoke('looker', 'charts:read');
    const count = told().length;
    test.host.looks.report({ from: 5, to: 6, selected: null });
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(told()).toHaveLength(count);
  });

  it('is absent without it', async () => {
    await use(
      `tell(() => [typeof context.view, typeof context.market, typeof context.account, typeof context.notify]);`,
      [],
    );
    await test.until(() => expect(told()).toEqual(['["undefined","undefined","undefined","undefined"]']));
  });
});

describe('bars of another instrument', () => {
  it('come from the provider of the chart, page by page', async () => {
    const code = `await tell(async () => { const bars = await context.market.bars({ instrument: 'TEST:OTHER', timeframe: '1D', count: 3 });
      return [bars.length, [...bars.close], bars.earlier]; });
      await tell(() => context.market.bars({ instrument: 'nonsense', timeframe: '1D' }));
      await tell(() => context.market.bars({ instrument: 'TEST:OTHER', timeframe: 'soon' }));`;
    await use(code, ['data:read']);
    await test.until(() => expect(told()).toEqual(['[3,[157,158,159],true]', 'data.bad-call', 'data.bad-call']));
  });

  it('reach no further than the instruments of the grant', async () => {
    const code = `context.onGrantChanged(async () => {
      await tell(async () => (await context.market.bars({ instrument: 'TEST:A', timeframe: '1D' })).length);
      await tell(() => context.market.bars({ instrument: 'TEST:B', timeframe: '1D' })); });`;
    await use(code, ['data:read'], []);
    await test.host.access.set('looker', {
      permission: 'data:read',
      limits: { instruments: ['TEST:A'] },
      lifetime: 'session',
    });
    await test.until(() => expect(told()).toEqual(['60', 'permission.denied']));
  });
});

describe('accounts', () => {
  it('are shown no further than the grant names them, each call on record', async () => {
    const code = `context.onGrantChanged(async ({ changes }) => { if (changes[0].kind !== 'given') return;
      await tell(() => context.account.list());
      await tell(() => context.account.read('paper'));
      await tell(() => context.account.read('other')); });`;
    await use(code, ['account:read'], []);
    await test.host.access.set('looker', {
      permission: 'account:read',
      limits: { accounts: ['paper'] },
      lifetime: 'session',
    });
    await test.until(() =>
      expect(told()).toEqual([
        '[{"id":"paper","kind":"paper","currency":"USD"}]',
        '{"id":"paper","balance":"1000.5","positions":[]}',
        'permission.denied',
      ]),
    );
    const { entries } = await test.host.access.audit({ plugin: 'looker', limit: 99 });
    expect(entries.map(({ call, outcome }) => `${call} ${outcome}`)).toEqual([
      ...['grants.set given', 'account.list allowed', 'account.read allowed', 'account.read denied'],
    ]);
  });

  it('once read, narrow the network to hosts that were named for that, also under way, until the user says otherwise', async () => {
    const code = `const get = (host) => fetch('https://' + host + '.example.com/').then((answer) => answer.status);
      await tell(() => get('api'));
      const endless = await fetch('https://cdn.example.com/endless');
      const reading = tell(async () => { for await (const piece of endless.body); });
      await tell(() => context.account.read('paper').then(() => 'read'));
      await reading;
      await tell(() => get('api'));
      context.onGrantChanged(async ({ changes }) => { log.info('told', changes[0].kind); await tell(() => get('api')); await tell(() => get('cdn')); });`;
    await use(code, ['account:read', 'net:api.example.com', 'net:cdn.example.com']);
    await test.until(() => expect(told()).toEqual(['200', '"read"', 'network.taken-back', 'permission.denied']));
    const { access } = test.host;
    expect(access.flow('looker')).toMatchObject({ accountsReadAt: expect.any(Number), maySendTo: [] });
    expect(test.events('grant.narrowed')).toHaveLength(1);
    await access.allowSending('looker', 'net:api.example.com', true);
    await test.until(() => expect(told().slice(4)).toEqual(['widened', '200', 'permission.denied']));
    await access.forgetAccountsRead('looker');
    await test.until(() => expect(told().slice(7)).toEqual(['widened', '200', '200']));
    await expect(access.allowSending('looker', 'net:elsewhere.example.com', true)).rejects.toMatchObject({
      code: 'access.no-host',
    });
  });
});

describe('a plugin that asks while it runs', () => {
  const code = `tell(() => context.permissions.request('account:read')).then(() => tell(() => context.permissions.request('account:read')));`;

  it('goes on with what the user gives', async () => {
    await use(code, ['account:read'], []);
    const [request] = await test.until(() => {
      const requests = test.host.access.requests();
      expect(requests).toHaveLength(1);
      return requests;
    });
    expect(request).toMatchObject({
      plugin: 'looker',
      permission: 'account:read',
      ask: { title: 'See your accounts' },
    });
    expect(told()).toEqual([]);
    await test.host.access.set('looker', { permission: 'account:read', ...lasting });
    await test.until(() => expect(told()).toEqual(['true', 'true']));
    expect(test.host.access.requests()).toEqual([]);
    expect(test.events('grant.requested')).toHaveLength(1);
  });

  it('is told yes without a question for a host that a star gives', async () => {
    const ask = `await tell(() => context.permissions.request('net:api.example.com'));`;
    await use(ask, ['net:*.example.com']);
    await test.until(() => expect(told()).toEqual(['true']));
    expect(test.events('grant.requested')).toEqual([]);
  });

  it('hears no, and cannot nag', async () => {
    await use(code, ['account:read'], []);
    const [request] = await test.until(() => {
      const requests = test.host.access.requests();
      expect(requests).toHaveLength(1);
      return requests;
    });
    test.host.access.decline(request?.id ?? 0);
    await test.until(() => expect(told()).toEqual(['false', 'false']));
    expect(test.events('grant.requested')).toHaveLength(1);
    expect(() => test.host.access.decline(request?.id ?? 0)).toThrow('not open any more');
  });

  it('is forgotten with its run, and never gets what it did not declare', async () => {
    await use(
      `${code} tell(() => context.permissions.request('trading:place-orders')); tell(() => context.permissions.request('net:*'));`,
      ['account:read'],
      [],
    );
    await test.until(() => expect(told()).toEqual(['permission.denied', 'permission.denied']));
    expect(test.host.access.requests()).toHaveLength(1);
    await test.host.disable('looker');
    expect(test.host.access.requests()).toEqual([]);
  });
});

describe('a notification', () => {
  it('is shown with the name of its plugin, so many a minute', async () => {
    const code = `await tell(() => context.notify('Crossed', 'SMA 50 crossed 200').then(() => 'shown'));
      await tell(() => context.notify('a\\u202eb'));
      for (let i = 0; i < 12; i++) await context.notify('More ' + i).catch((e) => tell(() => e.code));`;
    await use(code, ['ui:notify']);
    await test.until(() =>
      expect(told()).toEqual(['"shown"', 'notice.bad-call', ...Array(3).fill('"notice.too-many"')]),
    );
    const shown = test.events('plugin.notified');
    expect(shown).toHaveLength(10);
    expect(shown[0]).toMatchObject({ plugin: 'looker', data: { title: 'Crossed', text: 'SMA 50 crossed 200' } });
  });

  it('is held to the grant', async () => {
    await use(
      `context.onGrantChanged(async () => { for (let i = 0; i < 3; i++) await tell(() => context.notify('More').then(() => i)); });`,
      ['ui:notify'],
      [],
    );
    await test.host.access.set('looker', { permission: 'ui:notify', limits: { perMinute: 2 }, lifetime: 'session' });
    await test.until(() => expect(told()).toEqual(['0', '1', 'permission.denied']));
  });
});

describe('fetch in the isolate', () => {
  it('sends long bodies in parts and reads long answers as text, pieces and by a reader', async () => {
    bodies.length = 0;
    const code = `const url = 'https://api.example.com/';
      await tell(async () => (await (await fetch(url, { method: 'POST', body: 'ü'.repeat(100000) })).text()).length);
      await tell(async () => (await (await fetch(url, { method: 'POST', body: new Uint8Array(300000) })).bytes()).length);
      await tell(async () => { async function* parts() { for (let i = 0; i < 5; i++) yield new Uint8Array(50000); }
        const reader = (await fetch(url, { method: 'PUT', body: parts() })).body.getReader();
        let length = 0; for (;;) { const { done, value } = await reader.read(); if (done) return length; length += value.length; } });
      await tell(() => fetch(url, { method: 'POST', body: 'x'.repeat(1100000) }));
      await tell(() => fetch(url, { body: 'x' }));`;
    await use(code, ['net:api.example.com']);
    await test.until(() =>
      expect(told()).toEqual(['200000', '280000', '280000', 'network.bad-body', 'network.bad-body']),
    );
    expect(bodies).toEqual([
      { length: 200_000, method: 'POST' },
      { length: 300_000, method: 'POST' },
      { length: 250_000, method: 'PUT' },
    ]);
  });

  it('is given up by a signal: before, while it waits, and while it is read', async () => {
    aborted = 0;
    const code = `const url = 'https://api.example.com/';
      await tell(() => fetch(url, { signal: AbortSignal.abort() }));
      await tell(() => fetch(url + 'silent', { signal: AbortSignal.timeout(100) }));
      const controller = new AbortController();
      const answer = await fetch(url + 'endless', { signal: controller.signal });
      await tell(async () => { let pieces = 0; for await (const piece of answer.body) if (++pieces === 3) controller.abort(new RangeError('enough')); });`;
    await use(code, ['net:api.example.com']);
    await test.until(() => expect(told()).toEqual(['AbortError', 'TimeoutError', 'RangeError']));
    await test.until(() => expect(aborted).toBe(2));
  });
});

describe('WebSocket in the isolate', () => {
  it('has the standard shape, keeps its order, and takes messages of any length it may', async () => {
    const code = `const socket = new WebSocket('wss://api.example.com/stream', { protocols: ['v1.feed'] });
      const events = [];
      socket.onopen = () => { events.push('open ' + socket.readyState); socket.send('x'.repeat(70000)); socket.send('short'); socket.send(new Uint8Array([1, 2, 3])); };
      socket.addEventListener('message', ({ data }) => { events.push(typeof data === 'string' ? data.length : data.byteLength);
        if (events.length === 4) socket.close(3000, 'done'); });
      socket.onclose = ({ code, reason, wasClean }) => tell(() => [socket.protocol, ...events, code, reason, wasClean, socket.readyState, socket.bufferedAmount]);`;
    await use(code, ['net:api.example.com']);
    await test.until(() => expect(told()).toEqual(['["v1.feed","open 1",70000,5,3,3000,"done",true,3,0]']));
  });

  it('tells why it failed, and ends when its grant goes', async () => {
    const code = `const open = (url) => { const socket = new WebSocket(url);
        socket.onopen = () => tell(() => 'open'); socket.onerror = ({ code }) => tell(() => code); socket.onclose = ({ code }) => tell(() => code); };
      open('wss://other.example.org/'); setTimeout(() => open('wss://api.example.com/'), 50);`;
    await use(code, ['net:api.example.com']);
    await test.until(() => expect(told()).toEqual(['"permission.denied"', '1006', '"open"']));
    await test.host.access.revoke('looker', 'net:api.example.com');
    await test.until(() => expect(told().slice(3)).toEqual(['"network.taken-back"', '1006']));
    await test.until(() => expect(sockets.clients.size).toBe(0));
  });
});
