import { controlLength, outboxRows } from '@omnitrade/contracts';
import { readGuestModules } from '@omnitrade/sdk/guest';
import ivm from 'isolated-vm';
import { afterAll, describe, expect, it } from 'vitest';
import { createKit } from '../../test-kit/kit.ts';
import { plugin } from '../../test-kit/sources.ts';
import { TestSeries } from '../../test-kit/test-series.ts';
import { walk } from '../../test-kit/walker.ts';
import { createIsolateDriver, type IsolateCell } from '../drivers/isolate.ts';
import { allowedGlobals, refusedGlobals } from './allowed-globals.ts';

/** The turn's time everywhere in this file: 9 September 2001. */
const turnMs = 1_000_000_000_000;
const kit = createKit({ guest: readGuestModules(), now: () => turnMs });
afterAll(() => kit[Symbol.asyncDispose]());

const forbidden = [
  process.cwd(),
  'node_modules',
  'file://',
  '/packages/',
  process.env.HOME,
  process.env.USER,
  '.node:',
].filter((text): text is string => text !== undefined && text.length > 2);
const suspicion = JSON.stringify({ forbidden, realMs: Date.now() });

/** Runs statements in `activate` and returns what they logged. */
async function run(code: string, main = ''): Promise<string[]> {
  const one = await kit.start(plugin(code, main), { turnMs: 4_000 }).activate();
  return one.logs;
}

describe('the globals of a plugin', () => {
  it('are those of the list and the few the runtime adds, each looked at by someone', async () => {
    const names: string[] = JSON.parse(
      (await run('log.info(JSON.stringify(Reflect.ownKeys(globalThis).map(String)))'))[0] ?? '',
    );
    const added = [
      ...[
        'setTimeout',
        'setInterval',
        'clearTimeout',
        'clearInterval',
        'queueMicrotask',
        'console',
        'fetch',
        'WebSocket',
      ],
      ...['Event', 'EventTarget', 'AbortController', 'AbortSignal'],
    ];
    const listed: readonly string[] = allowedGlobals;
    expect(names).toEqual(expect.arrayContaining([...listed]));
    expect(added).toEqual(expect.arrayContaining(names.filter((name) => !listed.includes(name))));
  });

  it('that the engine offers besides are all known, so that a new one is looked at', () => {
    const cell = createIsolateDriver().createCell({
      plugin: 'x',
      limits: { memoryMb: 16, columnsMb: 16, turnMs: 50 },
      guest: readGuestModules(),
      control: new SharedArrayBuffer(controlLength * 8),
      outbox: new SharedArrayBuffer(outboxRows * 48),
      onCatastrophe: () => {},
    }) as IsolateCell;
    // Runners are started without Temporal; this process has it.
    expect(cell.refused.filter((name) => name !== 'Temporal').toSorted()).toEqual(
      Object.keys(refusedGlobals).toSorted(),
    );
    cell[Symbol.dispose]();
  });

  it('hold no method that goes to ICU', async () => {
    const code = `const found = []; const seen = new Set();
      for (const name of Reflect.ownKeys(globalThis)) { const value = globalThis[name];
        for (const object of [value, value?.prototype]) if (object && (typeof object === 'object' || typeof object === 'function'))
          for (const key of Reflect.ownKeys(object)) if (/locale|temporal/i.test(String(key))) found.push(String(name) + '.' + String(key)); }
      log.info(found.join(' '));`;
    // It only calls toString of the object it is called on.
    expect(await run(code)).toEqual(['Object.toLocaleString']);
  });
});

describe('the walk', () => {
  it('finds in a context that was not hardened what must not be there', () => {
    const isolate = new ivm.Isolate();
    const context = isolate.createContextSync();
    context.global.setSync('path', `${process.cwd()}/x`);
    const found: string = context.evalSync(
      `class Reference {} const walk = ${walk.toString()}; walk({ globalThis, leak: new Reference() }, ${suspicion}).found.join('\\n')`,
    );
    isolate.dispose();
    expect(found).toMatch(/Function: makes code from text/);
    expect(found).toMatch(/SharedArrayBuffer: makes shared memory/);
    expect(found).toMatch(/ArrayBuffer: makes a buffer that grows/);
    expect(found).toMatch(/Date(\.now.*| made): tells the real time/);
    expect(found).toMatch(/is the class Reference/);
    expect(found).toMatch(/path: holds/);
  });
});

describe('everything a plugin can reach', () => {
  const walker = `const walk = ${walk.toString()};`;
  const tell = (roots: string) =>
    `const result = walk({ ${roots} }, ${suspicion}); log.info(result.seen); for (const line of result.found) log.warn(line);`;

  it('from its globals, its context and the SDK is free of host classes, code makers, clocks and paths', async () => {
    const logs = await run(
      tell(
        'globalThis, sdk, charts, data, log, assets, settings, plugin, args: arguments, iterator: [][Symbol.iterator]()',
      ),
      `import * as sdk from '@omnitrade/sdk'; ${walker}`,
    );
    expect(Number(logs[0])).toBeGreaterThan(600);
    expect(logs.slice(1)).toEqual([]);
  });

  it('from the arguments of calc, its views, their buffers and calls of a provider is so too', async () => {
    const source = plugin(
      `charts.addIndicator({ id: 'it', title: 'It', outputs: [{ key: 'v', plot: 'line', pane: 'own' }], state: ['s'],
        warmup: () => 0, calc(call) { ${tell('call, buffer: call.in.close.buffer, own: call.out.v.buffer')} } });
      data.addProvider({ id: 'src', title: 'S', capabilities: {}, resolve() {}, bars() {},
        connect(context) { ${tell('context')} }, search(query) { ${tell('query')} return []; } });`,
      walker,
    );
    const one = await kit.start(source, { turnMs: 4_000 }).activate();
    one.attach(new TestSeries(10), { p: { length: 3 }, state: 1 });
    await one.idle();
    await one.call('src', 'connect');
    await one.call('src', 'search', { deep: { query: [1] } });
    expect(one.logs).toHaveLength(3);
    for (const seen of one.logs) expect(Number(seen)).toBeGreaterThan(600);
  });

  it('from errors, whoever threw them, is so too', async () => {
    const errors = `const errors = [];
      const grab = (work) => { try { work(); } catch (error) { errors.push(error); } };
      grab(() => null.x); grab(() => new Array(-1)); grab(() => new ArrayBuffer(1e12)); grab(function f() { f(); });
      grab(() => charts.addIndicator()); grab(() => charts.addIndicator({})); grab(() => setTimeout('code'));
      grab(() => new Function('return 1')); grab(() => (async () => {}).constructor('return 1')); grab(() => JSON.parse('{'));
      grab(() => assets.text(Symbol())); grab(() => data.addProvider(null)); grab(() => 'x'.repeat(2 ** 30));
      await import('./other.js').catch((error) => errors.push(error));
      await import('node:fs').catch((error) => errors.push(error));`;
    const logs = await run(`${errors} log.info(errors.length); ${tell('errors')}`, walker);
    expect(logs[0]).toBe('15');
    expect(logs.slice(2)).toEqual([]);
  });
});

describe('stack traces', () => {
  /** Throws wherever the plugin's code is called from code that is not its own. */
  const everywhere = `
    const throws = () => { const error = new Error('here'); keep(error); throw error; };
    const quiet = (work) => { try { work(); } catch {} };
    quiet(() => charts.addIndicator({ get id() { throws(); } }));
    quiet(() => charts.addIndicator({ id: 'x', title: 't', outputs: { map: throws }, warmup() {}, calc() {} }));
    quiet(() => charts.addIndicator({ id: 'y', title: 't', outputs: [{ toJSON: throws }], warmup() {}, calc() {} }));
    quiet(() => log.info({ toString: throws, toJSON: throws }));
    quiet(() => assets.text({ toString: throws }));
    quiet(() => [1, 2].sort(throws)); quiet(() => JSON.parse('[1]', throws)); quiet(() => new Proxy({}, { get: throws }).x);
    quiet(() => Reflect.construct(Date, [{ valueOf: throws }])); quiet(() => new ArrayBuffer({ valueOf: throws }));
    quiet(() => setTimeout(throws, { valueOf: throws }));
    setTimeout(throws, 0); queueMicrotask(throws); Promise.resolve({ then: throws });
    charts.addIndicator({ id: 'it', title: 'It', outputs: [{ key: 'v', plot: 'line', pane: 'own' }], warmup: () => 0, calc: throws });`;

  it('name only files of the plugin and of the runtime', async () => {
    const one = await kit
      .start(plugin(everywhere, `const keep = (error) => console.info(error.stack);`), { turnMs: 1_000 })
      .activate();
    one.attach(new TestSeries(5));
    await one.until('instance-failed');
    await one.idle();
    expect(one.logs.length).toBeGreaterThan(12);
    for (const line of one.logs.flatMap((stack) => stack.split('\n')).filter((line) => /^\s+at/.test(line)))
      expect(line).toMatch(
        /^\s+at (.* \()?(plugin:\/\/plugin-\d+\/index\.js:\d+:\d+|omnitrade:\/\/[a-z@/-]+(\.ts)?:\d+:\d+|<anonymous>|native( .*)?|unknown location)\)?$|^\s+at (new )?[\w.]+ \(<anonymous>\)$|^\s+at .*\((native|<anonymous>|index \d+)\)$/,
      );
    for (const text of forbidden) expect(one.logs.join('\n')).not.toContain(text);
  });

  it('hand out no function and no receiver, whatever prepareStackTrace asks of a frame', async () => {
    const probe = `
      Error.stackTraceLimit = 100;
      Error.prepareStackTrace = (error, frames) => frames;
      const keep = (error) => { for (const frame of error.stack) {
        const methods = Object.getOwnPropertyNames(Object.getPrototypeOf(frame)).filter((name) => name !== 'constructor');
        for (const name of methods) {
          let value; try { value = frame[name](); } catch { continue; }
          if ((typeof value === 'object' && value !== null) || typeof value === 'function') console.warn(name + ' gives ' + typeof value);
          else if (/file|url|origin/i.test(name)) files.add(String(value));
        }
      } };
      const files = new Set();`;
    const one = await kit
      .start(plugin(`${everywhere} setTimeout(() => console.log('files ' + [...files].join(' ')), 30);`, probe), {
        turnMs: 1_000,
      })
      .activate();
    one.attach(new TestSeries(5));
    await one.until('log', ({ text }) => text.startsWith('files'));
    expect(one.all('log').filter(({ level }) => level === 'warn')).toEqual([]);
    for (const file of (one.logs.find((text) => text.startsWith('files ')) ?? '').slice(6).split(' '))
      expect(file).toMatch(/^(plugin:\/\/plugin-\d+\/index\.js|omnitrade:\/\/.*|undefined|null|)$/);
  });
});

describe('shared memory', () => {
  it('cannot be made or grown from the plugin own buffers', async () => {
    const source = plugin(
      `charts.addIndicator({ id: 'it', title: 'It', outputs: [{ key: 'v', plot: 'line', pane: 'own' }], warmup: () => 0,
        calc({ in: bars, out }) {
          const buffer = bars.close.buffer;
          const attempts = {
            constructor: () => new buffer.constructor(16, { maxByteLength: 2 ** 27 }),
            proto: () => new (Object.getPrototypeOf(buffer).constructor)(16, { maxByteLength: 2 ** 27 }),
            grow: () => buffer.grow(2 ** 20),
            slice: () => buffer.slice(0, 8),
            species: () => buffer[Symbol.species] ?? buffer.constructor[Symbol.species],
            defined: () => Object.defineProperty(Object.getPrototypeOf(buffer), 'constructor', { value: 1 }),
          };
          for (const [name, attempt] of Object.entries(attempts)) {
            let got; try { got = attempt(); } catch (error) { got = 'refused'; }
            console.log(name, Object.prototype.toString.call(got) === '[object SharedArrayBuffer]' || got?.growable ? 'GOT IT' : 'refused');
          }
          console.log(buffer.growable, buffer.byteLength === buffer.maxByteLength);
          out.v[0] = 1;
        } });`,
    );
    const one = await kit.start(source).activate();
    const instance = one.attach(new TestSeries(5));
    await one.computed(instance);
    expect(one.logs).toHaveLength(7);
    expect(one.logs.slice(0, 6).join()).not.toContain('GOT IT');
    expect(one.logs[6]).toBe('false true');
  });

  it('of one plugin is not that of another: what one spoils the other still has', async () => {
    const series = new TestSeries(100);
    const indicator = (calc: string) =>
      plugin(`charts.addIndicator({ id: 'it', title: 'It', outputs: [{ key: 'v', plot: 'line', pane: 'own' }],
        warmup: () => 0, calc({ in: bars, out, from, to }) { ${calc} } });`);
    const bad = await kit
      .start(indicator('bars.close.fill(666); new Float64Array(bars.close.buffer).fill(666);'))
      .activate();
    const good = await kit.start(indicator('for (let i = from; i < to; i++) out.v[i] = bars.close[i];')).activate();
    bad.attach(series);
    await bad.idle();
    const values = await good.computed(good.attach(series));
    expect(values.columns[0]?.slice(0, 100)).toEqual(series.columns.close.slice(0, 100));
  });
});
