import { readFileSync } from 'node:fs';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterAll, describe, expect, it, onTestFinished } from 'vitest';
import { createKit, isAlive, sleep } from '../../test-kit/kit.ts';
import { computeHere, indicatorPlugin, plugin } from '../../test-kit/sources.ts';
import { TestSeries } from '../../test-kit/test-series.ts';
import { readCapsule } from '../capsule/read.ts';
import { replayCapsule } from '../capsule/replay.ts';
import { launchForAuthor } from '../supervisor/author-runner.ts';

const guest = readGuestModules();

// biome-ignore lint/suspicious/noExplicitAny: the same function runs here and, as text, in the guest
const recursive = ({ in: bars, out, state, from, to, p }: any) => {
  for (let i = from; i < to; i++) {
    state.mean[i] = (i > 0 ? state.mean[i - 1] * p.keep : 0) + bars.close[i] * (1 - p.keep);
    out.v[i] = i < 5 ? Number.NaN : state.mean[i];
  }
};

/** Everything that depends on what a plugin must not see: clock, chance, machine. */
const uncertain = `log.info(Date.now(), new Date().toISOString(), Math.random(), Math.random(), Object.keys(globalThis).join());
  Promise.resolve().then(() => log.info('soon', typeof Intl, typeof performance, typeof process, typeof require));
  await new Promise((done) => setTimeout(done, 5)); log.info('later', Math.random());`;

/** What every engine must do, whole: from the supervisor through a real runner into the plugin and back. */
function describeDriver(driver: 'isolate' | 'process'): void {
  const kit = createKit({ guest, driver, now: () => 1_600_000_000_000 });
  afterAll(() => kit[Symbol.asyncDispose]());
  const endOf = async (source: string | Record<string, string>, options = {}) => {
    const one = kit.start(source, options);
    // One that does not end must not take the processor from what follows.
    onTestFinished(() => one[Symbol.dispose]());
    const { promise: failed, reject: fail } = Promise.withResolvers<never>();
    one.until('loaded').then(
      () => one.post({ t: 'activate', context: { plugin: 'x', version: '1.0.0', permissions: [], settings: {} } }),
      // A plugin that is stopped says so below; one that neither loads nor stops is a fault of ours.
      (error) => (one.stop ? undefined : fail(error)),
    );
    const { cause, error } = await Promise.race([one.stopped, failed]);
    return { cause, code: error?.code, message: error?.message ?? '', data: error?.data };
  };

  describe(`the ${driver} driver`, () => {
    it('leads a plugin from main over activate to deactivate, with modules, timers and promises', async () => {
      const one = kit.start({
        'index.js': `import { word } from './lib/word.js'; import { definePlugin } from '@omnitrade/sdk';
          await new Promise((done) => setTimeout(done, 5)); console.log('main');
          export default definePlugin({
            async activate({ log }) { await new Promise((done) => setTimeout(done, 5)); log.info(word()); },
            async deactivate() { console.log('over'); } });`,
        'lib/word.js': `export const word = () => 'active';`,
      });
      await one.activate();
      await one.deactivate();
      expect(one.logs).toEqual(['main', 'active', 'over']);
      one[Symbol.dispose]();
      expect(await one.stopped).toEqual({ cause: 'ended', error: undefined });
    });

    it('computes columns bit-equal to this process, over appends, ticks and corrections', async () => {
      const series = new TestSeries(3_000, (delta) => kit.sandbox.publish(delta));
      const source = indicatorPlugin({ calc: recursive, state: ['mean'] });
      const one = await kit.start(source).activate();
      const instance = one.attach(series, { state: 1, p: { keep: 0.9 } });
      await one.computed(instance);
      series.append(700);
      series.tick(123);
      series.amend(40, 7);
      const { columns, length } = await one.computed(instance);
      expect(length).toBe(3_700);
      const [expected] = computeHere(recursive, series, { state: ['mean'], p: { keep: 0.9 } });
      expect(columns[0]?.slice(0, length)).toEqual(expected?.slice(0, length));
    });

    it('hands requests out and answers in, and lets a call return rows', async () => {
      const one = kit.start(
        plugin(`data.addProvider({ id: 'rows', title: 'R', capabilities: { timeframes: ['1D'], history: 'bars', stream: [],
            maxBarsPerCall: 10, lastBar: 'always-closed', stampedAt: 'open' }, connect() {}, search: () => [], resolve: (id) => id,
            bars: () => ({ earlier: 'no', lastClosed: true, columns: { length: 3, time: Float64Array.of(1, 2, 3), open: Float64Array.of(1, 1, 1),
              high: Float64Array.of(2, 2, 2), low: Float64Array.of(0, 0, 0), close: Float64Array.of(1, 2, 1), volume: Float64Array.of(9, 9, 9) } }),
            subscribe() {}, unsubscribe() {} });
          assets.text('note.txt').then((text) => log.info(text));`),
      );
      await one.activate();
      const { id, capability, args } = await one.until('request');
      expect({ capability, args }).toEqual({ capability: 'assets', args: ['note.txt'] });
      one.post({ t: 'answer', id, ok: true, value: 'noted' });
      await one.until('log', ({ text }) => text === 'noted');
      const answer = await one.call('rows', 'bars', {});
      expect(answer).toMatchObject({ ok: true, rows: 3 });
      expect(one.rows.get(answer.id)?.[4]).toEqual([1, 2, 1]);
    });

    it('gives the same time, chance and world in every life', async () => {
      const lives = [1, 2].map(() => kit.start(plugin(uncertain), { seed: 42, timers: 'real' }));
      for (const one of lives) await one.activate();
      expect(lives[0]?.logs).toEqual(lives[1]?.logs);
      expect(lives[0]?.logs).toHaveLength(3);
      expect(lives[0]?.logs[0]).toContain('1600000000000 2020-09-13T12:26:40.000Z');
      expect(lives[0]?.logs[1]).toBe('soon undefined undefined undefined undefined');
    });

    it('refuses code from text, other modules and files that are not there', async () => {
      const one = await kit
        .start(
          plugin(`for (const make of [() => Function('1'), () => (() => {}).constructor('1'), () => eval('1')])
          try { make(); log.info('made'); } catch (error) { log.info(error.name); }
          await import('node:fs').catch(() => log.info('no import'));`),
        )
        .activate();
      expect(one.logs).toEqual(['EvalError', 'EvalError', 'ReferenceError', 'no import']);
      expect(await endOf({ 'index.js': `import 'node:fs';` })).toMatchObject({
        code: 'sandbox.load-failed',
        message: expect.stringContaining(`index.js imports 'node:fs'. A plugin may import its own files`),
      });
      expect(await endOf({ 'index.js': `import './gone.js';` })).toMatchObject({ code: 'sandbox.load-failed' });
    });

    it.each([
      ['a throw in main', `\n  throw new TypeError('oh');`, /TypeError: oh\n\s+at plugin:\/\/.*index\.js:2:9/],
      ['a syntax error', `export default {;`, /SyntaxError: .*plugin:\/\/plugin-\d+\/index\.js/],
      ['a rejection in main', `Promise.reject(new Error('lost'));`, /Error: lost/],
    ])('names the place of %s', async (_what, source, sentence) => {
      expect(await endOf(source)).toMatchObject({
        cause: 'self',
        code: 'sandbox.load-failed',
        message: expect.stringMatching(sentence),
      });
    });

    it('reports what nobody caught, with the stack of the plugin alone, and goes on', async () => {
      const one = await kit
        .start(
          plugin(`setTimeout(() => { throw new RangeError('in a timer'); }, 4);
          setTimeout(() => { Promise.reject(new TypeError('in a promise')); }, 20); setTimeout(() => log.info('on'), 40);`),
        )
        .activate();
      await one.until('log', ({ text }) => text === 'on');
      const errors = one.all('uncaught').map(({ error }) => error);
      expect(errors.map(({ name, message }) => `${name}: ${message}`)).toEqual([
        'RangeError: in a timer',
        'TypeError: in a promise',
      ]);
      for (const { stack = '' } of errors)
        for (const line of stack.split('\n')) expect(line).toMatch(/^\s+at .*plugin:\/\/plugin-\d+\/index\.js:\d+:\d+/);
    });

    it.each([
      ['a turn that spins', `setTimeout(() => { for (;;); }, 4);`],
      [
        'a turn that never runs out of promises',
        `setTimeout(() => { (function more() { Promise.resolve().then(more); })(); }, 4);`,
      ],
      // Its process may wait for a processor longer than the test does.
    ])('ends %s', { retry: 2 }, async (_what, activate) => {
      expect(await endOf(plugin(activate), { turnMs: 50 })).toMatchObject({
        cause: 'self',
        code: 'sandbox.timeout',
        data: { limitMs: 50 },
      });
    });

    it('ends a main that spins, and one that is never done', async () => {
      expect(await endOf(`for (;;);`)).toMatchObject({ code: 'sandbox.timeout' });
      expect(await endOf(`await new Promise(() => {}); export default {};`)).toMatchObject({
        code: 'sandbox.start-timeout',
      });
    });

    it('ends what takes more memory than it may', async () => {
      const hoard = `const held = []; setInterval(() => { for (let n = 0; n < 4_000; n++) held.push({ n, text: 'x' + n }); }, 4);`;
      expect(await endOf(plugin(hoard), { memoryMb: 24, turnMs: 5_000 })).toMatchObject({
        cause: 'self',
        code: 'sandbox.memory',
        data: { limitMb: 24 },
      });
      expect(
        await endOf(plugin(`const held = []; for (;;) held.push({ held: [1, 2, 3] });`), { memoryMb: 24 }),
      ).toMatchObject({ cause: 'self', code: expect.stringMatching(/^sandbox\.(?:memory|timeout)$/) });
    });

    it('counts turns, processor time and memory', async () => {
      const one = await kit
        .start(
          plugin(
            `globalThis.kept = new Float64Array(800_000); setInterval(() => { let n = 0; while (n < 2e5) n++; }, 4);`,
          ),
        )
        .activate();
      const usage = () => one.run.usage;
      for (const end = Date.now() + 10_000; Date.now() < end; await new Promise((done) => setTimeout(done, 50)))
        if (usage().turns > 20 && usage().cpuMs > 1 && usage().externalBytes > 3e6 && usage().heapBytes > 0) break;
      expect(usage().turns).toBeGreaterThan(20);
      expect(usage().cpuMs).toBeGreaterThan(1);
      expect(usage().externalBytes).toBeGreaterThan(3e6);
    });

    it('lets a plugin go that is told to, and starts it anew', async () => {
      for (const _ of [1, 2]) {
        const one = await kit.start(plugin(`log.info('here')`), { name: 'again' }).activate();
        one[Symbol.dispose]();
        expect((await one.stopped).cause).toBe('ended');
      }
    });
  });
}

for (const driver of ['isolate', 'process'] as const) describeDriver(driver);

describe('two engines', () => {
  it('say the same of the same plugin', async () => {
    const said = [];
    for (const driver of ['isolate', 'process'] as const) {
      await using kit = createKit({ guest, driver, now: () => 1_700_000_000_000 });
      const one = await kit
        .start(
          plugin(`log.info(Math.random(), Date.now(), [3, 1, 2].sort(), new Map([[1, 2]]), Math.sin(1), [...'añb'].join('|'));
            log.info(Object.getOwnPropertyNames(globalThis).sort().join());
            try { null.x; } catch (error) { log.info(error.message, error.stack.split('\\n')[1].trim()); }`),
          { name: 'same', seed: 9 },
        )
        .activate();
      said.push(one.logs);
    }
    expect(said[1]).toEqual(said[0]);
  });
});

describe('a recording', () => {
  it.each(['lively', 'answering'])('of one engine (%s) is replayed to the bit by the other', async (name) => {
    const capsule = readCapsule(readFileSync(new URL(`../capsule/${name}.capsule`, import.meta.url)));
    const report = await replayCapsule(capsule, { guest, launch: () => launchForAuthor(64, undefined) });
    expect(report).toMatchObject({ same: true, ended: { cause: 'ended' } });
    expect(report.turns).toBeGreaterThan(10);
  });
});

describe('a process of an author', () => {
  it('ends with its plugin', async () => {
    await using kit = createKit({ guest, driver: 'process' });
    const one = await kit.start(plugin('')).activate();
    const pid = one.run.runnerPid;
    expect(isAlive(pid)).toBe(true);
    one[Symbol.dispose]();
    for (let n = 0; n < 200 && isAlive(pid); n++) await sleep(10);
    expect(isAlive(pid)).toBe(false);
  });
});
