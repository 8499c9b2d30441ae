import { readFileSync, writeFileSync } from 'node:fs';
import { encodeFrame, FrameReader } from '@omnitrade/contracts';
import { readGuestModules } from '@omnitrade/sdk/guest';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import {
  createRecordingKit,
  createTape as createTapeOf,
  lively,
  recordAnswers,
  recordSession,
} from '../../test-kit/recorded-session.ts';
import { plugin } from '../../test-kit/sources.ts';
import { readCapsule } from './read.ts';
import { replayCapsule } from './replay.ts';

const guest = readGuestModules();
const kit = createRecordingKit(guest);
afterAll(() => kit[Symbol.asyncDispose]());

const createTape = (maxBytes?: number) => createTapeOf(guest, maxBytes);
const record = (source: string, tape = createTape()) => recordSession(kit, source, tape);

describe('a capsule', () => {
  it('holds a session that plays identically in fresh processes, twice', async () => {
    const capsule = readCapsule(await record(lively));
    expect(capsule.head).toMatchObject({ plugin: 'taped', version: '1.2.3', engine: { v8: process.versions.v8 } });
    for (const _ of [1, 2]) {
      const report = await replayCapsule(capsule, { guest });
      expect(report).toMatchObject({ same: true, ended: { cause: 'ended' }, otherEngine: [] });
      expect(report.turns).toBeGreaterThan(10);
    }
  });

  // To record it anew: RECORD_CAPSULE=1 npx vitest run packages/sandbox/src/capsule
  it.runIf(process.env.RECORD_CAPSULE)('can be recorded anew for the repository', async () => {
    writeFileSync(new URL('./lively.capsule', import.meta.url), await recordSession(kit, lively, createTape(), 300));
    writeFileSync(new URL('./answering.capsule', import.meta.url), await recordAnswers(kit, createTape(), 500));
  });

  it.each(['lively', 'answering'])('that was recorded long ago (%s) gives what it gave then', async (name) => {
    const bytes = readFileSync(new URL(`./${name}.capsule`, import.meta.url));
    const [first, second] = [
      await replayCapsule(readCapsule(bytes), { guest }),
      await replayCapsule(readCapsule(bytes), { guest }),
    ];
    expect(first.difference).toBeUndefined();
    expect(first.turns).toBeGreaterThan(10);
    expect(second).toEqual(first);
  });

  it('finds chance that is not the recorded one, down to the bar', async () => {
    const quiet = lively.replace(/log\.info\([^;]*\);/, '');
    const capsule = readCapsule(await record(quiet));
    const planted = { ...capsule, load: { ...capsule.load, seed: 8 } };
    const { same, difference } = await replayCapsule(planted, { guest });
    expect(same).toBe(false);
    expect(difference?.where).toMatch(/^value \d+ of the turn$|^instance \d+, output 0, bar \d+$/);
    expect(Number(difference?.expected)).not.toBe(Number(difference?.actual));
  });

  it('names the turn and the text in which messages differ', async () => {
    const capsule = readCapsule(await record(plugin(`log.info('one'); setInterval(() => log.info('beat'), 4);`)));
    const planted = new Map([...capsule.modules].map(([path, text]) => [path, text.replace("'one'", "'two'")]));
    const { same, difference } = await replayCapsule({ ...capsule, modules: planted }, { guest });
    expect(same).toBe(false);
    expect(difference).toMatchObject({ turn: 2, where: expect.stringContaining('its messages') });
    expect(difference?.expected).toContain('one');
    expect(difference?.actual).toContain('two');
  });

  it('ends where the isolate was ended, and says why', async () => {
    const tape = createTape();
    const one = await kit
      .start(plugin(`log.info('up'); setTimeout(() => { for (;;); }, 4);`), { recorder: tape.recorder })
      .activate();
    await one.stopped;
    const report = await replayCapsule(readCapsule(tape.bytes()), { guest });
    expect(report).toMatchObject({ same: true, turns: 2, ended: { cause: 'self', code: 'sandbox.timeout' } });
  });

  it('notices that a plugin ends where it went on when it was recorded', async () => {
    const capsule = readCapsule(await record(plugin(`log.info('up')`)));
    const planted = new Map([['index.js', 'throw new Error("no more")']]);
    const { difference } = await replayCapsule({ ...capsule, modules: planted }, { guest });
    expect(difference).toMatchObject({ turn: 1 });
    expect(`${difference?.where} ${difference?.actual}`).toContain('no more');
  });

  it('that is full is cut, and plays up to there', async () => {
    const bytes = await record(lively, createTape(200_000));
    expect(bytes.length).toBeLessThan(201_000);
    expect(await replayCapsule(readCapsule(bytes), { guest })).toMatchObject({ same: true, ended: { cause: 'cut' } });
  });
});

describe('a capsule of a provider', () => {
  it('replays its settings, what storage answered, what was refused, its rows and its live bars, twice', async () => {
    const capsule = readCapsule(await recordAnswers(kit, createTape()));
    const said = capsule.events.map(({ header }) => ('outputs' in header ? header.outputs : '')).join();
    for (const part of [
      'hello word,depth',
      'stored undefined 1',
      'refused permission.denied',
      '"rows":20000',
      '"t":"emit"',
    ])
      expect(said).toContain(part);
    for (const _ of [1, 2]) {
      const report = await replayCapsule(capsule, { guest });
      expect(report).toMatchObject({ same: true, ended: { cause: 'ended' }, otherEngine: [] });
      expect(report.turns).toBeGreaterThan(10);
    }
  });

  it('notices an answer that is not the recorded one', async () => {
    const capsule = readCapsule(await recordAnswers(kit, createTape()));
    const events = capsule.events.map((event) => {
      const { header } = event;
      if (header.type !== 'fed') return event;
      const items = header.items.map(([text, aside]) => [text.replace('Not granted.', 'Not now.'), aside] as const);
      return { ...event, header: { ...header, items } };
    });
    const { difference } = await replayCapsule({ ...capsule, events }, { guest });
    expect(`${difference?.expected} ${difference?.actual}`).toContain('Not now.');
  });
});

describe('a guest runtime that has changed since', () => {
  const changed = { ...guest, modules: { ...guest.modules } };
  changed.modules[guest.entry] = `${guest.modules[guest.entry]?.replace("t: 'loaded'", "t: 'loaded', later: 1")}`;

  it('is not what a capsule is replayed with: it holds its own', async () => {
    const capsule = readCapsule(await record(lively));
    expect(changed.modules[guest.entry]).not.toBe(guest.modules[guest.entry]);
    expect(await replayCapsule(capsule, { guest: changed })).toMatchObject({ same: true, otherEngine: [] });
  });

  it('is told of where a capsule does not hold its own', async () => {
    const { guest: _, ...capsule } = readCapsule(await record(lively));
    const { same, otherEngine } = await replayCapsule(capsule, { guest: changed });
    expect([same, otherEngine]).toEqual([false, ['another guest runtime']]);
  });
});

describe('reading a capsule', () => {
  const bytes = new Uint8Array(readFileSync(new URL('./lively.capsule', import.meta.url)));
  const why = (given: Uint8Array): string => {
    try {
      readCapsule(given);
      return '';
    } catch (error) {
      return (error as Error).message;
    }
  };

  it('leaves out a frame that was not written to its end', () => {
    expect(readCapsule(bytes.subarray(0, -3)).events.length).toBe(readCapsule(bytes).events.length - 1);
  });

  it('refuses with one sentence what is no capsule, or not the recorded one', () => {
    expect(why(new Uint8Array(0))).toBe('This is no recording that can be replayed: it does not begin as one.');
    expect(why(new TextEncoder().encode('time,open,high,low,close'))).toContain('over the limit');
    expect(why(encodeFrame({ type: 'turned' }))).toContain('its frame 0 has the wrong shape');
    const frames = new FrameReader().push(bytes);
    const again = frames.map(({ header, values }) => {
      const { type, text } = header as { type: string; text: string };
      return encodeFrame(type === 'source' ? { ...(header as object), text: `${text} ` } : header, [values]);
    });
    expect(why(new Uint8Array(Buffer.concat(again)))).toContain('its module index.js is not the recorded one');
    const other = frames.map(({ header, values }) => {
      const { type, text } = header as { type: string; text: string };
      return encodeFrame(type === 'guest' ? { ...(header as object), text: `${text} ` } : header, [values]);
    });
    expect(why(new Uint8Array(Buffer.concat(other)))).toContain('its guest runtime is not the recorded one');
  });

  it('throws nothing but that, whatever the bytes', () => {
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, value) => {
        const spoilt = bytes.slice();
        spoilt[at] = value;
        const text = why(spoilt);
        expect(text === '' || text.startsWith('This is no recording that can be replayed: ')).toBe(true);
      }),
      { numRuns: 300 },
    );
  });
});
