import { encodeFrame, type ServerColumns, type ServerMessage } from '@omnitrade/contracts';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { Link, type LinkStatus } from './link.ts';

/** The half of a socket that the link uses. */
class Socket {
  readyState: number = WebSocket.OPEN;
  binaryType = 'blob';
  readonly sent: string[] = [];
  onmessage: ((event: { data: unknown }) => void) | null = null;
  onclose: (() => void) | null = null;

  send(text: string): void {
    this.sent.push(text);
  }

  close(): void {
    this.readyState = WebSocket.CLOSED;
    this.onclose?.();
  }

  say(message: unknown): void {
    this.onmessage?.({ data: JSON.stringify(message) });
  }
}

const hello = { type: 'hello', protocol: 1, version: '0.1.0', run: 'r', plugins: [], contributions: [] };

function open(sessions: readonly ({ csrf: string } | 'refused' | Error)[]) {
  const sockets: Socket[] = [];
  const seen: LinkStatus['state'][] = [];
  const messages: ServerMessage['type'][] = [];
  const columns: [ServerColumns, number[]][] = [];
  const bad: unknown[] = [];
  const rest = [...sessions];
  const link = new Link({
    openSession: async () => {
      const next = rest.length > 1 ? rest.shift() : rest[0];
      if (next === undefined || next instanceof Error) throw next ?? new Error('unreachable');
      return next;
    },
    openSocket: () => {
      const socket = new Socket();
      sockets.push(socket);
      return socket as unknown as WebSocket;
    },
    onStatus: (status) => seen.push(status.state),
    onMessage: (message) => messages.push(message.type),
    onColumns: (header, values) => columns.push([header, [...values]]),
    onBadInput: (error) => bad.push(error),
  });
  link.open();
  return { link, sockets, seen, messages, columns, bad };
}
const settle = () => vi.advanceTimersByTimeAsync(0);

describe('Link', () => {
  beforeEach(() => {
    vi.useFakeTimers();
  });
  afterEach(() => {
    vi.useRealTimers();
  });

  test('is live once the server has said hello', async () => {
    const { sockets, seen, messages } = open([{ csrf: 'c' }]);
    await settle();
    expect(seen).toEqual(['connecting']);
    sockets[0]?.say(hello);
    expect(seen).toEqual(['connecting', 'live']);
    expect(messages).toEqual(['hello']);
  });

  test('hands over columns without copying them into rows', async () => {
    const { sockets, columns } = open([{ csrf: 'c' }]);
    await settle();
    const frame = encodeFrame({ type: 'bars', series: 's' }, [new Float64Array([1, 2]), new Float64Array([3])]);
    sockets[0]?.onmessage?.({ data: frame.buffer });
    expect(columns).toEqual([[{ type: 'bars', series: 's' }, [1, 2, 3]]]);
  });

  test('settles each request by its number', async () => {
    const { link, sockets } = open([{ csrf: 'c' }]);
    await settle();
    const done = link.send({ type: 'replay', action: 'start' });
    const failed = link.send({ type: 'enable-plugin', plugin: 'a' });
    expect(sockets[0]?.sent.map((text) => JSON.parse(text))).toEqual([
      { type: 'replay', action: 'start', id: 1 },
      { type: 'enable-plugin', plugin: 'a', id: 2 },
    ]);
    sockets[0]?.say({ type: 'answer', id: 2, ok: false, error: { code: 'x.y', message: 'No.', data: {} } });
    sockets[0]?.say({ type: 'answer', id: 1, ok: true });
    await expect(failed).rejects.toMatchObject({ code: 'x.y', message: 'No.' });
    await expect(done).resolves.toBeUndefined();
  });

  test('fails what was waiting when the connection is lost, and comes back', async () => {
    const { link, sockets, seen } = open([{ csrf: 'c' }]);
    await settle();
    sockets[0]?.say(hello);
    const waiting = link.send({ type: 'resync' });
    sockets[0]?.close();
    await expect(waiting).rejects.toMatchObject({ code: 'link.lost' });
    await expect(link.send({ type: 'resync' })).rejects.toMatchObject({ code: 'link.closed' });
    await vi.advanceTimersByTimeAsync(1000);
    expect(sockets).toHaveLength(2);
    sockets[1]?.say(hello);
    expect(seen).toEqual(['connecting', 'live', 'lost', 'live']);
  });

  test('keeps trying while the server cannot be reached, and at once when asked to', async () => {
    const { link, sockets, seen } = open([new Error('down'), new Error('down'), { csrf: 'c' }]);
    await settle();
    expect(seen).toEqual(['connecting', 'lost']);
    link.retryNow();
    await settle();
    expect(seen).toEqual(['connecting', 'lost', 'lost']);
    link.retryNow();
    link.retryNow();
    await settle();
    expect(sockets).toHaveLength(1);
  });

  test('stops where there is no session any more', async () => {
    const { sockets, seen } = open([{ csrf: 'c' }, 'refused']);
    await settle();
    sockets[0]?.say(hello);
    sockets[0]?.close();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toEqual(['connecting', 'live', 'lost', 'refused']);
    expect(sockets).toHaveLength(1);
  });

  test.each([
    ['text that is not JSON', (socket: Socket) => socket.onmessage?.({ data: '{' })],
    ['a frame that is cut off', (socket: Socket) => socket.onmessage?.({ data: new ArrayBuffer(5) })],
  ])('drops the connection on %s', async (_name, speak) => {
    const { sockets, seen, bad } = open([{ csrf: 'c' }]);
    await settle();
    sockets[0]?.say(hello);
    speak(sockets[0] as Socket);
    expect(bad).toHaveLength(1);
    expect(seen).toEqual(['connecting', 'live', 'lost']);
  });

  test('says so where the server speaks another protocol', async () => {
    const { sockets, seen } = open([{ csrf: 'c' }]);
    await settle();
    sockets[0]?.say({ ...hello, protocol: 2 });
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toEqual(['connecting', 'mismatch']);
    expect(sockets).toHaveLength(1);
  });

  test('leaves nothing running after it is disposed of', async () => {
    const { link, seen } = open([new Error('down')]);
    await settle();
    link[Symbol.dispose]();
    await vi.advanceTimersByTimeAsync(60_000);
    expect(seen).toEqual(['connecting', 'lost']);
    expect(vi.getTimerCount()).toBe(0);
  });
});
