import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { dailyProvider, daysOf, openTestHost, type TestHost, type WrittenPlugin } from '../host-fixture.ts';

const code = `export default { activate({ charts }: { charts: any }) {
  const step: number = 2;
  charts.addIndicator({ id: 'line', title: 'L', inputs: {}, outputs: [{ key: 'value', plot: 'line', pane: 'own' }], warmup: () => 0,
    calc({ in: bars, out, from, to }: any) { for (let i = from; i < to; i++) out.value[i] = bars.close[i] * step; } });
} };`;
const written: WrittenPlugin = {
  name: 'written',
  permissions: ['charts:write'],
  extensionPoints: ['chart.indicator'],
  files: { 'index.ts': code },
};
const opened: TestHost[] = [];
afterEach(async () => {
  for (const one of opened.splice(0)) await one[Symbol.asyncDispose]();
});
const open = async (given: Parameters<typeof openTestHost>[0]) => {
  const one = await openTestHost(given);
  opened.push(one);
  return one;
};
const showLine = async (test: TestHost) => {
  await test.install(dailyProvider('days'));
  await test.install(written);
  await test.host.chart.open(daysOf('days', [{ contribution: 'written/line', inputs: {} }]));
};
const isLive = (test: TestHost) => test.until(() => expect(test.host.chart.values[0]?.columns[0]?.[59]).toBe(318));

async function freePort(): Promise<number> {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as { port: number };
  server.close();
  await once(server, 'close');
  return port;
}

/** The little of the inspector's protocol that a debugger begins with. */
class TestDebugger implements Disposable {
  readonly events: { method: string; params: Record<string, unknown> }[] = [];
  readonly #socket: WebSocket;
  readonly #answers = new Map<number, (result: unknown) => void>();
  #next = 1;

  constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.addEventListener('message', ({ data }) => {
      const message = JSON.parse(String(data));
      if (message.id) this.#answers.get(message.id)?.(message.result ?? message.error);
      else this.events.push(message);
    });
  }

  static async attach(port: number): Promise<TestDebugger> {
    const [target] = (await (await fetch(`http://127.0.0.1:${port}/json/list`)).json()) as {
      webSocketDebuggerUrl: string;
    }[];
    const socket = new WebSocket(target?.webSocketDebuggerUrl as string);
    await once(socket, 'open');
    return new TestDebugger(socket);
  }

  send(method: string, params = {}): Promise<unknown> {
    const id = this.#next++;
    const answer = new Promise((resolve) => this.#answers.set(id, resolve));
    this.#socket.send(JSON.stringify({ id, method, params }));
    return answer;
  }

  [Symbol.dispose](): void {
    this.#socket.close();
  }
}

describe('a plugin whose author debugs it', () => {
  it('stops at a breakpoint for as long as it takes, shows its own file, and goes on', async () => {
    const port = await freePort();
    const test = await open({ authorRuns: { written: { inspect: port } } });
    await showLine(test);
    await isLive(test);
    expect(test.host.vitals().runners.find(({ driver }) => driver === 'process')).toMatchObject({ plugins: 1 });
    using inspector = await TestDebugger.attach(port);
    await inspector.send('Debugger.enable');
    const script = inspector.events.find(
      ({ method, params }) => method === 'Debugger.scriptParsed' && params.url === 'plugin://written/index.ts',
    );
    const [, map = ''] = /base64,(.+)$/.exec(String(script?.params.sourceMapURL)) ?? [];
    expect(JSON.parse(Buffer.from(map, 'base64').toString()).sourcesContent).toEqual([code]);
    await inspector.send('Debugger.setBreakpointByUrl', {
      url: 'plugin://written/index.ts',
      lineNumber: 3,
      columnNumber: 77,
    });
    const added = test.host.chart.addIndicator('written/line', {});
    const paused = await test.until(() => {
      const event = inspector.events.find(({ method }) => method === 'Debugger.paused');
      expect(event).toBeDefined();
      return event;
    });
    const [frame] = (paused?.params.callFrames ?? []) as {
      functionName: string;
      location: { scriptId: string };
    }[];
    expect(frame).toMatchObject({ functionName: 'calc', location: { scriptId: script?.params.scriptId } });
    // Longer than any turn may take.
    await new Promise((resolve) => setTimeout(resolve, 700));
    expect(test.summary('written')).toMatchObject({ state: 'active' });
    await inspector.send('Debugger.disable');
    await test.until(() =>
      expect(test.chart().indicators.find(({ id }) => id === added.id)).toMatchObject({ status: 'live' }),
    );
  });

  it('is tried and certified in an isolate like any other', async () => {
    const test = await open({ authorRuns: { written: {} } });
    await test.install(written);
    expect(test.host.vitals().runners.every(({ driver }) => driver === 'isolate')).toBe(true);
  });

  it('must be its own: what was copied into the home is refused by its name', async () => {
    const first = await open({});
    const path = first.write(written);
    const install = {
      source: { kind: 'directory', path, copy: true } as const,
      grants: ['charts:write'],
      grantLowRisk: true,
    };
    await first.host.install(install);
    await expect(open({ store: first.store, authorRuns: { written: { inspect: 9 } } })).rejects.toMatchObject({
      code: 'registry.not-its-author',
      data: { plugin: 'written' },
    });
  });

  it('is contained again, and told so, once it is another’s', async () => {
    const test = await open({ authorRuns: { written: {} } });
    await test.install(dailyProvider('days'));
    const path = test.write(written);
    const grants = ['charts:write'];
    await test.host.install({ source: { kind: 'directory', path, copy: true }, grants, grantLowRisk: true });
    await test.host.chart.open(daysOf('days', [{ contribution: 'written/line', inputs: {} }]));
    await isLive(test);
    expect(test.host.vitals().runners.every(({ driver }) => driver === 'isolate')).toBe(true);
    expect(test.events('plugin.warned')).toMatchObject([{ data: { code: 'registry.not-its-author' } }]);
  });
});
