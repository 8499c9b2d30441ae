import { logTextMaxChars, maxOpenRequests, maxTimers, outboxRows } from '@omnitrade/contracts';
import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterAll, describe, expect, it } from 'vitest';
import { createKit, sleep } from '../test-kit/kit.ts';
import { plugin } from '../test-kit/sources.ts';

const kit = createKit({ guest: readGuestModules() });
afterAll(() => kit[Symbol.asyncDispose]());

const provider = (bars: string, also = '') =>
  plugin(`data.addProvider({ id: 'src', title: 'Source', capabilities: {}, search: (q) => [q], resolve: (id) => ({ id }),
    bars: async (request) => { ${bars} } ${also} });`);

const rowsOf = (length: string) => `const length = ${length};
  const make = (k) => Float64Array.from({ length }, (_, i) => i * 10 + k);
  return { columns: { length, time: make(0), open: make(1), high: make(2), low: make(3), close: make(4), volume: make(5) },
    earlier: 'no', lastClosed: true };`;

describe('rows of bars that leave a plugin', () => {
  it.each([0, 1, outboxRows, outboxRows + 1, outboxRows * 3 + 5])('are whole when there are %i', async (length) => {
    const one = await kit.start(provider(rowsOf('request.n'))).activate();
    const answer = await one.call('src', 'bars', { n: length });
    expect(answer).toMatchObject({ ok: true, rows: length, value: { earlier: 'no', lastClosed: true } });
    const columns = one.rows.get(answer.id) ?? [[], [], [], [], [], []];
    for (const [k, column] of columns.entries()) expect(column).toEqual(Array.from({ length }, (_, i) => i * 10 + k));
  });

  it('of several returns come one after the other, each before its return', async () => {
    const one = await kit.start(provider(rowsOf('request.n'))).activate();
    const lengths = [20_000, 3, 9_000];
    const answers = await Promise.all(lengths.map((n) => one.call('src', 'bars', { n })));
    for (const [k, answer] of answers.entries())
      expect(one.rows.get(answer.id)?.[0]).toHaveLength(lengths[k] as number);
  });

  it.each([
    ['columns of different lengths', `return { columns: { time: [1, 2], open: [1] } };`, /'open' must hold 2 values/],
    ['no columns', 'return {};', /must answer with/],
    ['a throw', `throw Object.assign(new Error('down'), { code: 'network' });`, /down/],
  ])('are refused for %s, with a sentence to the caller', async (_what, code, sentence) => {
    const one = await kit.start(provider(code)).activate();
    const answer = await one.call('src', 'bars', {});
    expect(answer.ok).toBe(false);
    expect(!answer.ok && answer.error.message).toMatch(sentence);
    expect(one.stop).toBeUndefined();
  });
});

describe('calls', () => {
  it('are answered by value, by promise and by refusal', async () => {
    const one = await kit.start(provider('', `, connect: (c) => c.status('live', 'ok')`)).activate();
    expect(await one.call('src', 'resolve', { a: 1 })).toMatchObject({ ok: true, value: { id: { a: 1 } } });
    expect(await one.call('src', 'unknown')).toMatchObject({ ok: false, error: { message: /no method 'unknown'/ } });
    expect(await one.call('other', 'bars')).toMatchObject({ ok: false, error: { message: /no provider 'other'/ } });
    expect(await one.call('src', 'connect')).toMatchObject({ ok: true, value: null });
    expect(one.all('emit')).toMatchObject([{ contribution: 'src', data: { kind: 'status', status: 'live' } }]);
  });

  it('that would not fit a frame are refused before they are sent', async () => {
    const one = await kit.start(provider('')).activate();
    expect(() => one.post({ t: 'call', id: 1, target: 'src', method: 'bars', args: ['"'.repeat(600_000)] })).toThrow(
      expect.objectContaining({ code: 'sandbox.item-too-long' }),
    );
  });

  it('that wait in great number go over several frames, in order', async () => {
    const one = await kit
      .start(
        plugin(`data.addProvider({ id: 'src', title: 'S', capabilities: {}, resolve() {},
      bars() {}, search: (q) => { log.info(q.slice(0, 4)); return []; } });`),
        { turnMs: 2_000 },
      )
      .activate();
    const text = (i: number) => `${String(i).padStart(4, '0')}${'x'.repeat(90_000)}`;
    for (let i = 0; i < 40; i++) one.post({ t: 'call', id: i, target: 'src', method: 'search', args: [text(i)] });
    await one.until('return', ({ id }) => id === 39);
    expect(one.logs).toEqual(Array.from({ length: 40 }, (_, i) => String(i).padStart(4, '0')));
  });
});

describe('requests', () => {
  const asks = plugin(`globalThis.ask = async (path) => {
      try { log.info('got ' + await assets.text(path)); } catch (error) { log.info(error.code + ' ' + error.message); }
    };
    ask('a'); ask('b');`);

  it('are answered in a later turn, as a promise of the plugin', async () => {
    const one = await kit.start(asks).activate();
    const [a, b] = one.all('request');
    expect(a).toMatchObject({ capability: 'assets', method: 'text', args: ['a'] });
    one.post({ t: 'answer', id: b?.id ?? 0, ok: false, error: { code: 'assets.missing', message: 'no b', data: {} } });
    one.post({ t: 'answer', id: a?.id ?? 0, ok: true, value: 'text of a' });
    await one.when(() => one.logs.length === 2);
    expect(one.logs.sort()).toEqual(['assets.missing no b', 'got text of a']);
  });

  it('whose answer no frame can hold are refused with the size and the limit', async () => {
    const one = await kit.start(asks).activate();
    one.post({ t: 'answer', id: one.all('request')[0]?.id ?? 0, ok: true, value: 'x'.repeat(3_000_000) });
    expect((await one.until('log')).text).toMatch(/^sandbox\.item-too-long .* takes 30\d{5} bytes; at most 1048576/);
  });

  it('over the limit are refused in the plugin, and may be made again after an answer', async () => {
    const one = await kit
      .start(
        plugin(`let refused = 0; globalThis.all = [];
        for (let i = 0; i < ${maxOpenRequests + 5}; i++) all.push(assets.text('a' + i).catch(() => refused++));
        await 0; await 0; await 0; log.info(refused);`),
      )
      .activate();
    expect(one.logs).toEqual(['5']);
    expect(one.all('request')).toHaveLength(maxOpenRequests);
    expect(one.stop).toBeUndefined();
  });
});

describe('timers', () => {
  it('fire once or again and again, with their arguments, until they are cleared', async () => {
    const one = await kit
      .start(
        plugin(`let n = 0;
        setTimeout((a, b) => log.info('once', a, b), 5, 1, 2);
        clearTimeout(setTimeout(() => log.info('never'), 5));
        const every = setInterval(() => { if (++n === 3) { clearInterval(every); log.info('thrice'); } }, 4);`),
      )
      .activate();
    await one.until('log', ({ text }) => text === 'thrice');
    await sleep(30);
    expect(one.logs.sort()).toEqual(['once 1 2', 'thrice']);
  });

  it('of a manual run wait to be fired, in the order of their time', async () => {
    const one = await kit
      .start(
        plugin(`setTimeout(() => log.info('late'), 500); setTimeout(() => log.info('early'), 50);
        setTimeout(() => { log.info('mid'); setTimeout(() => log.info('next'), 100); }, 100);`),
        { timers: 'manual' },
      )
      .activate();
    const fired: boolean[] = [];
    for (let i = 0; i < 5; i++) {
      fired.push(one.run.fireNextTimer(300));
      await one.idle();
    }
    expect(one.logs).toEqual(['early', 'mid', 'next']);
    expect(fired).toEqual([true, true, true, false, false]);
  });

  it('over the limit are refused in the plugin, which goes on', async () => {
    const one = await kit
      .start(plugin(`try { for (;;) setTimeout(() => {}, 1e6); } catch (error) { log.info(error.message); }`))
      .activate();
    expect(one.logs).toEqual([`A plugin may have ${maxTimers} timers at a time.`]);
  });

  it('may be set and cleared thousands of times in a turn', async () => {
    const one = await kit
      .start(plugin(`for (let i = 0; i < 400; i++) clearTimeout(setTimeout(() => {}, 1000)); log.info('done');`))
      .activate();
    expect(one.logs).toEqual(['done']);
  });

  it('that are due again before the plugin had its turn wait once', async () => {
    const one = await kit
      .start(
        plugin(`let n = 0; setInterval(() => n++, 4);
          setTimeout(() => { for (let i = 0; i < 2e7; i++) Math.sin(i); const before = n;
            setTimeout(() => log.info(n - before), 0); }, 8);`),
        { turnMs: 5_000 },
      )
      .activate();
    // The turn took as long as dozens of periods; the server's timers went on meanwhile.
    expect(Number((await one.until('log')).text)).toBeLessThan(6);
  });
});

describe('log lines', () => {
  it('are cut to their limit, made of any value, and counted when there are too many', async () => {
    const one = await kit
      .start(
        plugin(`log.info('x'.repeat(20000));
        log.warn('a', 1, { b: [2] }, null, undefined, Symbol('s'), 3n, new TypeError('e').message);
        log.error({ toJSON() { throw 1; } }, { get x() { throw 1; } }, Object.create(null, { toString: { value: 7 } }));
        setTimeout(() => { for (let i = 0; i < 250; i++) log.debug(i); }, 5);
        setTimeout(() => {}, 20);`),
      )
      .activate();
    await one.until('log', ({ text }) => text.includes('dropped'));
    const [cut, mixed, broken] = one.all('log');
    expect(cut?.text).toHaveLength(logTextMaxChars);
    expect(mixed).toMatchObject({ level: 'warn', text: 'a 1 {"b":[2]} null undefined Symbol(s) 3 e' });
    expect(broken?.text).toBe('[a value that cannot be shown] [a value that cannot be shown] {}');
    expect(one.all('log').filter(({ level }) => level === 'debug')).toHaveLength(100);
    expect(one.logs.at(-1)).toMatch(/^150 log lines of the last turn were dropped \(limit 100 a turn\)/);
  });

  it('that fill the turn leave room for the plugin to say that it is active', async () => {
    const one = await kit
      .start(plugin(`for (let i = 0; i < 50; i++) log.info(String.fromCharCode(1).repeat(8000));`))
      .activate();
    expect(one.logs.length).toBeGreaterThan(0);
    expect(one.stop).toBeUndefined();
  });

  it('of many plugins at once fit their replies, however they are escaped', async () => {
    const many = await Promise.all(
      Array.from({ length: 12 }, () =>
        kit
          .start(plugin(`setInterval(() => { for (let i = 0; i < 6; i++) log.info('\\u0001'.repeat(1500)); }, 4);`))
          .activate(),
      ),
    );
    await Promise.all(many.map((one) => one.when(() => one.logs.length > 30)));
    expect(kit.deaths).toEqual([]);
  });
});
