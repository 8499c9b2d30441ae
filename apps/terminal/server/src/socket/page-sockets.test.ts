import { type ChartStatus, decodeFrame, type ServerColumns, type ServerMessage } from '@omnitrade/contracts';
import { afterAll, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest';
import { WebSocket } from 'ws';
import { ensureVegaData } from '../../../../../tools/vega-data.ts';
import { openChart, startTestTerminal, type TestTerminal } from '../terminal-fixture.ts';

let test: TestTerminal;
let session: { cookie: string; csrf: string };
const clients: Client[] = [];

beforeAll(async () => {
  ensureVegaData();
  test = await startTestTerminal();
  await openChart(test);
  await vi.waitUntil(() => test.host.chart.values[0]?.length === 5105, { timeout: 15_000 });
});
afterAll(() => test[Symbol.asyncDispose]());
beforeEach(async () => {
  for (const { socket } of clients.splice(0)) socket.terminate();
  session = await test.openSession();
});

interface Frame {
  readonly header: ServerColumns;
  readonly values: Float64Array;
}

/** A page that writes down all it is sent, and rebuilds the bars from it. */
class Client {
  readonly socket: WebSocket;
  readonly messages: ServerMessage[] = [];
  readonly frames: Frame[] = [];
  readonly closed: Promise<[number, string]>;
  /** Time and close of each bar, as the frames left them. */
  bars: [number, number][] = [];
  #nextId = 1;

  constructor(options: { csrf?: string; headers?: Record<string, string>; path?: string } = {}) {
    const { port } = test.terminal;
    const { csrf = session.csrf, path = '/api/socket' } = options;
    const headers = { cookie: session.cookie, origin: `http://127.0.0.1:${port}`, ...options.headers };
    this.socket = new WebSocket(`ws://127.0.0.1:${port}${path}?csrf=${csrf}`, { headers, perMessageDeflate: false });
    clients.push(this);
    this.closed = new Promise((resolve) => this.socket.on('close', (code, reason) => resolve([code, String(reason)])));
    this.socket.on('message', (data: Buffer, isBinary) => {
      if (isBinary) this.#takeFrame(decodeFrame<ServerColumns>(data));
      else this.messages.push(JSON.parse(String(data)));
    });
    this.socket.on('error', () => {});
  }

  /** The status with which the upgrade was refused. */
  get refused(): Promise<number | undefined> {
    return new Promise((resolve) => {
      this.socket.on('unexpected-response', (_request, response) => {
        response.resume();
        resolve(response.statusCode);
      });
    });
  }

  find<T extends ServerMessage['type']>(type: T): Extract<ServerMessage, { type: T }>[] {
    return this.messages.filter((message) => message.type === type) as Extract<ServerMessage, { type: T }>[];
  }

  async ask(message: Record<string, unknown>) {
    const id = this.#nextId++;
    this.socket.send(JSON.stringify({ ...message, id }));
    const find = () => this.find('answer').find((answer) => answer.id === id);
    await expect.poll(find, { timeout: 10_000 }).toBeDefined();
    return find();
  }

  #takeFrame(frame: Frame): void {
    this.frames.push(frame);
    const { header, values } = frame;
    if (header.type !== 'bars') return;
    const rows = header.length - header.from;
    expect(values.length).toBe(rows * 6);
    if (header.kind === 'reset' || header.kind === 'prepend') this.bars = [];
    expect(header.from).toBeLessThanOrEqual(this.bars.length);
    this.bars.length = header.from;
    for (let i = 0; i < rows; i++) this.bars.push([values[i] as number, values[4 * rows + i] as number]);
  }
}

const open = async (options?: ConstructorParameters<typeof Client>[0]) => {
  const client = new Client(options);
  await expect.poll(() => client.frames.length, { timeout: 10_000 }).toBeGreaterThanOrEqual(2);
  return client;
};
const ready = ({ chart }: { chart: ChartStatus }) => (chart.state === 'ready' ? chart.chart : undefined);
const shown = () => {
  const { series } = test.host.chart;
  if (!series) throw new Error('there are no bars');
  const { time, close } = series.columns;
  return Array.from({ length: series.length }, (_, i) => [time[i], close[i]]);
};

describe('page socket', () => {
  it('greets with everything, then sends bars and plots whole', async () => {
    const client = await open();
    const [hello] = client.find('hello');
    expect(client.messages[0]).toBe(hello);
    expect(hello).toMatchObject({ protocol: 1, version: '0.1.0', chart: { state: 'ready' } });
    expect(hello?.plugins.map((plugin) => plugin.id)).toEqual(['classic-indicators', 'sp500-history']);
    expect(hello?.contributions.some((one) => one.contribution === 'classic-indicators/rsi')).toBe(true);
    const [bars, plot] = client.frames;
    expect(bars?.header).toMatchObject({ type: 'bars', kind: 'reset', from: 0, length: 5105 });
    expect(client.bars).toEqual(shown());
    expect(plot?.header).toMatchObject({ type: 'plot', from: 0, to: 5105, keys: ['sma'] });
    expect(plot?.values[48]).toBeNaN();
    expect(plot?.values[5104]).toBe(test.host.chart.values[0]?.columns[0]?.[5104]);
  });

  it('gives the same run to every page', async () => {
    const [a, b] = await Promise.all([open(), open()]);
    expect(a.find('hello')[0]?.run).toBe(b.find('hello')[0]?.run);
  });

  it('follows a replay bar by bar until both sides hold the same', async () => {
    const client = await open();
    expect(await client.ask({ type: 'replay', action: 'start' })).toMatchObject({ ok: true });
    expect(await client.ask({ type: 'replay-speed', speed: 25 })).toMatchObject({ ok: true });
    expect(await client.ask({ type: 'replay', action: 'play' })).toMatchObject({ ok: true });
    await expect.poll(() => client.bars.length, { timeout: 10_000 }).toBeGreaterThan(4990);
    await client.ask({ type: 'replay', action: 'pause' });
    await expect.poll(() => client.bars).toEqual(shown());
    expect(client.find('chart').some((message) => ready(message)?.replay.mode === 'playing')).toBe(true);
    await client.ask({ type: 'replay', action: 'stop' });
    await expect.poll(() => client.bars).toEqual(shown());
    expect(client.bars).toHaveLength(5105);
  });

  it('shows what one page changes to all of them, before it answers', async () => {
    const [client, other] = await Promise.all([open(), open()]);
    const add = { type: 'add-indicator', contribution: 'classic-indicators/rsi', inputs: { length: 7 } };
    expect(await client.ask(add)).toMatchObject({ ok: true });
    const find = (page: Client) =>
      page
        .find('chart')
        .flatMap((message) => ready(message)?.indicators ?? [])
        .find((one) => one.inputs.length === 7);
    const instance = find(client)?.id ?? '';
    expect(instance).toMatch(/^c_/);
    await expect.poll(() => find(other)).toBeDefined();
    await expect
      .poll(() => other.frames.some(({ header }) => header.type === 'plot' && header.instance === instance))
      .toBe(true);
    expect(await client.ask({ type: 'set-indicator', instance, hidden: true })).toMatchObject({ ok: true });
    expect(await client.ask({ type: 'remove-indicator', instance })).toMatchObject({ ok: true });
    expect(ready(client.find('chart').at(-1) as never)?.indicators.map((one) => one.id)).not.toContain(instance);
  });

  it('passes on events, and the lists soon after', async () => {
    const client = await open();
    expect(await client.ask({ type: 'disable-plugin', plugin: 'classic-indicators' })).toMatchObject({ ok: true });
    await expect.poll(() => client.find('event').map(({ event }) => event.plugin)).toContain('classic-indicators');
    await expect.poll(() => client.find('plugins').at(-1)?.plugins[0]?.wanted).toBe('disabled');
    await expect
      .poll(() =>
        client
          .find('contributions')
          .at(-1)
          ?.contributions.some((one) => one.plugin === 'classic-indicators'),
      )
      .toBe(false);
    expect(client.find('plugins').at(-1)?.server.rssBytes).toBeGreaterThan(0);
    expect(await client.ask({ type: 'enable-plugin', plugin: 'classic-indicators' })).toMatchObject({ ok: true });
  });

  it('keeps the layout for the next page', async () => {
    const client = await open();
    const layout = { rows: [1, { deep: 'x' }] };
    expect(await client.ask({ type: 'save-layout', layout })).toMatchObject({ ok: true });
    expect((await open()).find('hello')[0]?.layout).toEqual(layout);
  });

  it('sends everything again when asked', async () => {
    const client = await open();
    const before = client.frames.length;
    await client.ask({ type: 'resync' });
    await expect.poll(() => client.frames.length).toBeGreaterThan(before + 1);
    expect(client.frames[before]?.header).toMatchObject({ kind: 'reset', from: 0, length: 5105 });
  });

  it('answers what it refuses with the sentence', async () => {
    const client = await open();
    const refused = async (message: Record<string, unknown>) => {
      const answer = await client.ask(message);
      return answer?.ok === false ? answer.error.code : undefined;
    };
    expect(await refused({ type: 'dance' })).toBe('terminal.bad-message');
    expect(await refused({ type: 'replay', action: 'start', extra: 1 })).toBe('terminal.bad-message');
    expect(await refused({ type: 'replay-speed', speed: 1e6 })).toBe('terminal.bad-message');
    expect(await refused({ type: 'enable-plugin', plugin: 'unknown-plugin' })).toBe('registry.not-installed');
    expect(
      await refused({ type: 'add-indicator', contribution: 'classic-indicators/rsi', inputs: { lenght: 1 } }),
    ).toBe('indicator.bad-inputs');
    expect(await client.ask({ type: 'resync' })).toMatchObject({ ok: true });
  });
});

describe('page socket access', () => {
  it.each([
    ['without its csrf text', { csrf: '' }, 403],
    ['with a wrong csrf text', { csrf: 'x'.repeat(43) }, 403],
    ['without a session', { headers: { cookie: '' } }, 401],
    ['from another origin', { headers: { origin: 'http://evil.example' } }, 403],
    ['under another name', { headers: { host: 'evil.example' } }, 403],
    ['at another path', { path: '/api/other' }, 404],
    ['with a wrong token', { headers: { authorization: 'Bearer wrong' } }, 401],
  ])('is refused %s', async (_name, options, status) => {
    expect(await new Client(options).refused).toBe(status);
  });

  it('is given to a program with the token', async () => {
    const headers = { authorization: `Bearer ${test.terminal.token}`, cookie: '' };
    expect((await open({ csrf: '', headers })).find('hello')).toHaveLength(1);
  });

  it('is given to sixteen pages at once, and says so to the next one', async () => {
    await Promise.all(Array.from({ length: 16 }, () => open()));
    expect(await new Client().closed).toEqual([1013, 'at most 16 pages can be open']);
    clients[0]?.socket.terminate();
    await expect.poll(() => open().then(() => 'open'), { timeout: 5000 }).toBe('open');
  });
});

describe('hostile pages', () => {
  it.each([
    ['text that is no JSON', '{', [1007, 'a message is not JSON that can be used']],
    ['a key that reaches a prototype', '{"id":1,"__proto__":{}}', [1007, 'a message is not JSON that can be used']],
    ['a message without an id', '{"type":"resync"}', [1008, 'a message has no id']],
    ['null', 'null', [1008, 'a message has no id']],
    ['bytes', Buffer.of(1, 2, 3), [1003, 'messages are text']],
    ['a huge message', 'x'.repeat(1_000_000), [1009, '']],
  ])('are ended for %s', async (_name, message, end) => {
    const client = await open();
    client.socket.send(message);
    expect(await client.closed).toEqual(end);
  });

  it('are ended for a flood of messages', async () => {
    const client = await open();
    for (let i = 0; i < 500; i++) client.socket.send(JSON.stringify({ type: 'dance', id: i }));
    expect(await client.closed).toEqual([1008, 'too many messages']);
  });

  it('that stop reading get no more than they can take, and then what is true', async () => {
    const [slow, healthy] = await Promise.all([open(), open()]);
    const connection = (slow.socket as unknown as { _socket: { pause(): void; resume(): void } })._socket;
    connection.pause();
    const asked = 100;
    for (let id = 1; id <= asked; id++) {
      slow.socket.send(JSON.stringify({ type: 'resync', id }));
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
    const before = healthy.frames.length;
    expect(await healthy.ask({ type: 'resync' })).toMatchObject({ ok: true });
    await expect.poll(() => healthy.frames.length).toBeGreaterThan(before + 1);
    connection.resume();
    await expect.poll(() => slow.find('answer').length, { timeout: 10_000 }).toBe(asked);
    await expect.poll(() => slow.bars).toEqual(shown());
    expect(slow.frames.filter(({ header }) => header.type === 'bars').length).toBeLessThan(asked * 0.7);
  });

  it('are told that the terminal goes', async () => {
    await using other = await startTestTerminal();
    const { port, token } = other.terminal;
    const socket = new WebSocket(`ws://127.0.0.1:${port}/api/socket`, {
      headers: { authorization: `Bearer ${token}` },
    });
    await new Promise((resolve) => socket.once('message', resolve));
    const closed = new Promise((resolve) => socket.once('close', resolve));
    await other.terminal.close();
    expect(await closed).toBe(1001);
  });
});
