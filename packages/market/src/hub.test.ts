/** The hub: live bars and reloaded history against a plain map of bars, and what listeners may and may not do. */

import { type Bar, barColumnNames, type SeriesDelta, type SeriesId, type SeriesReader } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sampleSeriesId as id, sampleBars, sampleInstrument, toBars, toSoundBar } from './bar-samples.ts';
import { readBar, toBarColumns } from './columns.ts';
import { createHub, type Hub } from './hub.ts';

const timeframe = '1m';
const load = (hub: Hub, bars: readonly Bar[], closed = bars.length) =>
  hub.load({ instrument: sampleInstrument, timeframe, bars: toBarColumns(bars), closed });
const shown = (hub: Hub) => toBars(hub.get(id) as SeriesReader);

/** A listener that reads only what each delta tells it to. */
function follow(hub: Hub) {
  const copy = { bars: [] as Bar[], closed: 0, rev: 0, kinds: [] as string[] };
  const listening = hub.listen(id, (delta: SeriesDelta, series: SeriesReader) => {
    expect(series.rev).toBe(delta.rev);
    if (copy.rev > 0) expect(delta.rev).toBe(copy.rev + 1);
    copy.rev = delta.rev;
    copy.bars.length = delta.from;
    for (let i = delta.from; i < delta.length; i++) copy.bars.push(readBar(series.columns, i));
    copy.closed = delta.closed;
    copy.kinds.push(delta.kind);
  });
  return { copy, listening };
}

const price = fc.integer({ min: 1, max: 4 });
const shape = fc.tuple(
  fc.tuple(price, price, price, price),
  fc.oneof(fc.integer({ min: 0, max: 2 }), fc.constant(Number.NaN)),
);
const time = fc.integer({ min: 0, max: 15 });
const liveBar = fc.record({ type: fc.constant('live' as const), time, shape, isClosed: fc.boolean() });
const history = fc.record({
  type: fc.constant('history' as const),
  bars: fc.uniqueArray(fc.record({ time, shape }), { selector: (bar) => bar.time, maxLength: 8 }),
  isOpen: fc.boolean(),
});
const toBar = ({
  time: at,
  shape: [prices, volume],
}: {
  time: number;
  shape: [[number, number, number, number], number];
}) => toSoundBar(at, prices, volume);

/** What the hub must know, said with a map: bars by time, and whether the newest is open. */
class Oracle {
  bars = new Map<number, Bar>();
  isOpen = false;

  get last(): number {
    return Math.max(-Infinity, ...this.bars.keys());
  }

  live(bar: Bar, isClosed: boolean): string {
    const known = this.bars.get(bar.time);
    const isNewest = bar.time >= this.last;
    if (!known && !isNewest) return 'quarantined';
    const isFinal = known && !(isNewest && this.isOpen);
    const isSame = known && barColumnNames.every((name) => Object.is(known[name], bar[name]));
    if (isSame && (isFinal || !isClosed)) return 'unchanged';
    if (isFinal && !isClosed) return 'quarantined';
    this.bars.set(bar.time, bar);
    if (isNewest) this.isOpen = !isClosed;
    return 'applied';
  }

  load(bars: readonly Bar[], isOpen: boolean): void {
    const [first, newest] = [bars[0], bars.at(-1)];
    if (!first || !newest) return;
    const known = this.bars.get(newest.time);
    const keepsKnown = known && isOpen && !(newest.time === this.last && this.isOpen);
    if (newest.time >= this.last) this.isOpen = keepsKnown ? false : isOpen;
    for (const at of [...this.bars.keys()]) if (at >= first.time && at <= newest.time) this.bars.delete(at);
    for (const bar of bars) this.bars.set(bar.time, bar);
    if (keepsKnown) this.bars.set(newest.time, known);
  }

  sorted(): Bar[] {
    return [...this.bars.values()].sort((a, b) => a.time - b.time);
  }
}

describe('the hub', () => {
  it('holds what a map of bars would hold, and so does whoever listens', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(liveBar, history), { maxLength: 25 }), (events) => {
        const hub = createHub();
        const oracle = new Oracle();
        load(hub, []);
        const { copy } = follow(hub);
        for (const event of events) {
          if (event.type === 'live') {
            const bar = toBar(event);
            expect(hub.update(id, bar, event.isClosed).outcome).toBe(oracle.live(bar, event.isClosed));
          } else {
            const bars = event.bars.map(toBar).sort((a, b) => a.time - b.time);
            const isOpen = event.isOpen && bars.length > 0;
            load(hub, bars, bars.length - (isOpen ? 1 : 0));
            oracle.load(bars, isOpen);
          }
          expect(shown(hub)).toEqual(oracle.sorted());
          expect(hub.get(id)?.closed).toBe(oracle.bars.size - (oracle.isOpen ? 1 : 0));
          expect(copy.bars).toEqual(oracle.sorted());
          expect(copy.closed).toBe(hub.get(id)?.closed);
        }
      }),
      { numRuns: 400 },
    );
  });

  it('tells nothing when the same history is loaded again', () => {
    const hub = createHub();
    const bars = sampleBars(500);
    load(hub, bars, 499);
    const { copy } = follow(hub);
    load(hub, bars, 499);
    load(hub, bars.slice(100, 300));
    load(hub, []);
    expect(copy.kinds).toEqual([]);
  });

  it('merges reloaded history with the smallest change that tells it', () => {
    const hub = createHub();
    const bars = sampleBars(20);
    const other = { ...(bars[12] as Bar), volume: 7 };
    load(hub, bars.slice(5, 15), 9);
    const { copy } = follow(hub);
    load(hub, bars.slice(0, 8));
    load(hub, bars.slice(10, 16), 5);
    load(hub, bars.slice(10, 16));
    load(hub, [...bars.slice(10, 12), other, ...bars.slice(13, 16)]);
    load(hub, [...bars.slice(14, 16), ...bars.slice(18, 20)]);
    load(hub, bars.slice(14, 20));
    expect(copy.kinds).toEqual(['prepend', 'append', 'tick', 'amend', 'append', 'amend']);
    expect(copy.bars).toEqual([...bars.slice(0, 12), other, ...bars.slice(13)]);
  });

  it('changes nothing when it refuses history', () => {
    const hub = createHub();
    const bars = sampleBars(5);
    load(hub, bars.slice(2));
    const spoilt = [...bars.slice(0, 4), { ...(bars[4] as Bar), low: 999 }];
    expect(() => load(hub, spoilt)).toThrow(expect.objectContaining({ code: 'market.bad-bar' }));
    expect(() => load(hub, bars, 3)).toThrow(expect.objectContaining({ code: 'market.bad-closed' }));
    expect(() => load(hub, [...bars].reverse())).toThrow('is not after the bar before it');
    expect(shown(hub)).toEqual(bars.slice(2));
    expect(hub.get(id)?.rev).toBe(1);
  });

  it('does not begin a series with refused history', () => {
    const hub = createHub();
    expect(() => load(hub, [{ ...(sampleBars(1)[0] as Bar), open: Infinity }])).toThrow('its open is Infinity');
    expect(hub.get(id)).toBeUndefined();
  });
});

describe('a live bar', () => {
  const withBars = () => {
    const hub = createHub();
    load(hub, sampleBars(4), 3);
    return hub;
  };
  const [first, , , open] = sampleBars(4) as [Bar, Bar, Bar, Bar];

  it.each<[string, Bar, boolean, string, string]>([
    ['between known bars', { ...first, time: 1 }, true, 'unknown-bar', 'has no bar at 1970-01-01T00:00:00.001Z'],
    ['before the first bar', { ...first, time: -1 }, true, 'unknown-bar', 'cannot be put between closed ones'],
    ['that reopens a closed one', { ...first, volume: 1 }, false, 'reopened', 'has closed its bar at 1970-01-01;'],
    ['with a broken time', { ...open, time: 1.5 }, true, 'bad-time', 'its time 1.5'],
    ['with a NaN price', { ...open, close: Number.NaN }, true, 'bad-price', 'its close is NaN'],
    ['with low above high', { ...open, low: 9e9 }, true, 'bad-range', 'its low 9000000000 is above its high'],
    ['with an infinite volume', { ...open, volume: Infinity }, true, 'bad-volume', 'its volume is Infinity'],
    ['with text for a volume', { ...open, volume: '5' as unknown as number }, true, 'bad-volume', 'its volume is 5'],
  ])('%s is quarantined, counted and named', (_, bar, isClosed, code, text) => {
    const hub = withBars();
    const { copy } = follow(hub);
    const result = hub.update(id, bar, isClosed);
    expect(result).toMatchObject({ outcome: 'quarantined', code });
    expect(result.outcome === 'quarantined' && result.message).toContain(text);
    expect(hub.quarantined(id)).toMatchObject({ [code]: 1 });
    expect(shown(hub)).toEqual(sampleBars(4));
    expect(copy.kinds).toEqual([]);
  });

  it('of an unknown series is refused with its name', () => {
    expect(() => withBars().update('X:Y@1D' as SeriesId, open, true)).toThrow('No series X:Y@1D is loaded');
  });
});

describe('listeners', () => {
  it('may come before the series and stay after it was dropped', () => {
    const hub = createHub();
    const { copy } = follow(hub);
    load(hub, sampleBars(2));
    hub.drop(id);
    expect(hub.get(id)).toBeUndefined();
    copy.rev = 0;
    load(hub, sampleBars(3));
    expect(copy.kinds).toEqual(['reset', 'reset']);
  });

  it('hear no more once disposed, even in the middle of a change', () => {
    const hub = createHub();
    const heard: string[] = [];
    hub.listen(id, () => {
      heard.push('a');
      second[Symbol.dispose]();
      second[Symbol.dispose]();
      hub.listen(id, () => heard.push('late'));
    });
    const second = hub.listen(id, () => heard.push('b'));
    load(hub, sampleBars(1));
    expect(heard).toEqual(['a']);
  });

  it('are told apart even if they are the same function', () => {
    const hub = createHub();
    let count = 0;
    const listener = () => count++;
    const one = hub.listen(id, listener);
    hub.listen(id, listener);
    load(hub, sampleBars(1));
    one[Symbol.dispose]();
    hub.update(id, toSoundBar(1e9, [1, 1, 1, 1], 1), true);
    expect(count).toBe(3);
  });

  it('all hear a change even if one of them throws, and the error comes out afterwards', () => {
    const hub = createHub();
    hub.listen(id, () => {
      throw new Error('broken listener');
    });
    const { copy } = follow(hub);
    expect(() => load(hub, sampleBars(3))).toThrow('broken listener');
    expect(() => load(hub, [...sampleBars(2, -120_000), ...sampleBars(4)])).toThrow('broken listener');
    expect(copy.kinds).toEqual(['reset', 'prepend', 'append']);
    expect(copy.bars).toEqual(shown(hub));
  });

  it('cannot change the series they hear about', () => {
    const hub = createHub();
    const codes: unknown[] = [];
    const attempt = (run: () => unknown) => {
      try {
        run();
      } catch (error) {
        codes.push((error as { code: string }).code);
      }
    };
    hub.listen(id, (_, series) => {
      attempt(() => hub.update(id, toSoundBar(1e9, [1, 1, 1, 1], 1), true));
      attempt(() => load(hub, sampleBars(9)));
      attempt(() => hub.drop(series.id));
      attempt(() => hub.hold(id));
    });
    load(hub, sampleBars(2));
    expect(codes).toEqual(Array(4).fill('market.not-reentrant'));
    expect(shown(hub)).toEqual(sampleBars(2));
  });
});

describe('a held series', () => {
  it('shows readers only what its holder shows, while live bars go on arriving behind it', () => {
    const hub = createHub();
    const bars = sampleBars(6);
    load(hub, bars.slice(0, 4), 3);
    const { copy } = follow(hub);
    const hold = hub.hold(id);
    hold.reset(toBarColumns(bars.slice(0, 1)), 1);
    hub.update(id, bars[4] as Bar, true);
    load(hub, bars.slice(3));
    hold.appendBar(bars[1] as Bar, false);
    hold.tick(bars[1] as Bar, true);
    expect(shown(hub)).toEqual(bars.slice(0, 2));
    expect(toBars(hold.whole)).toEqual(bars);
    hold[Symbol.dispose]();
    expect(shown(hub)).toEqual(bars);
    expect(copy.kinds).toEqual(['reset', 'append', 'tick', 'reset']);
    expect(copy.bars).toEqual(bars);
    hub.update(id, toSoundBar(1e9, [1, 1, 1, 1], 1), true);
    expect(copy.kinds.at(-1)).toBe('append');
  });

  it('has one holder, whose right ends when it is disposed or the series dropped', () => {
    const hub = createHub();
    load(hub, sampleBars(2));
    const hold = hub.hold(id);
    expect(() => hub.hold(id)).toThrow('TEST:ABC@1m is already being replayed');
    hold[Symbol.dispose]();
    hold[Symbol.dispose]();
    expect(() => hold.appendBar(sampleBars(3)[2] as Bar, true)).toThrow(
      expect.objectContaining({ code: 'market.hold-ended' }),
    );
    const next = hub.hold(id);
    hub.drop(id);
    expect(() => next.reset(toBarColumns([]), 0)).toThrow('The replay of TEST:ABC@1m has ended');
    load(hub, sampleBars(2));
    next[Symbol.dispose]();
    expect(hub.get(id)?.rev).toBe(1);
  });
});
