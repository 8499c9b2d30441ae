import { encodeFrame, FrameReader, outboxRows } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { TurnedHeader, TurnResult } from '../protocol.ts';
import { checkSamples, checkStopped, checkTurned, type Expected } from './check-reply.ts';

/** Slot 1 has instance 7 with two outputs over 10 bars, and instance 8 with none; slot 2 has nothing. */
const expected: Expected = {
  has: (slot) => slot === 1 || slot === 2,
  outputsOf: (slot, instance) => (slot === 1 ? ({ 7: 2, 8: 0 } as Record<number, number>)[instance] : undefined),
  lengthOf: (slot, instance) => (slot === 1 && (instance === 7 || instance === 8) ? 10 : 0),
};
const check = (results: unknown, values: Float64Array = new Float64Array(0), more = false) =>
  checkTurned({ type: 'turned', frame: 1, more, behind: false, results } as TurnedHeader, values, expected, new Set());
const counting = (n: number) => Float64Array.from({ length: n }, (_, i) => i);

/** What any accepted reply must keep, however it came about. */
function expectSound(results: ReturnType<typeof checkTurned>, values: Float64Array): void {
  let total = 0;
  for (const { slot, us, jobs, box, outputs } of results) {
    expect(expected.has(slot)).toBe(true);
    expect(us >= 0 && Number.isFinite(us)).toBe(true);
    expect(outputs === undefined || (typeof outputs === 'string' && outputs.length <= 80_000)).toBe(true);
    for (const { instance, from, to, done, columns } of jobs) {
      expect(Number.isInteger(from) && from >= 0 && from <= to && to <= expected.lengthOf(slot, instance)).toBe(true);
      expect(columns).toHaveLength(done ? (expected.outputsOf(slot, instance) as number) : 0);
      for (const column of columns) expect(column).toHaveLength(to - from);
      for (const column of columns) total += column.length;
    }
    for (const column of box?.columns ?? []) {
      expect(column.length).toBeLessThanOrEqual(outboxRows);
      total += column.length;
    }
  }
  expect(total).toBe(values.length);
}

describe('a reply of a runner', () => {
  it('is divided among its jobs, column by column, and its outbox', () => {
    const results: TurnResult[] = [
      {
        slot: 1,
        us: 5,
        jobs: [
          [7, 4, 6, 1],
          [8, 0, 10, 1],
          [7, 6, 6, 2],
        ],
        box: [9, 2],
        outputs: '[]',
      },
      { slot: 2, us: 0 },
    ];
    const [first, second] = check(results, counting(4 + 12));
    expect(first?.jobs.map(({ columns }) => columns.map((column) => [...column]))).toEqual([
      [
        [0, 1],
        [2, 3],
      ],
      [],
      [],
    ]);
    expect(first?.box?.columns.map((column) => [...column])).toEqual([
      [4, 5],
      [6, 7],
      [8, 9],
      [10, 11],
      [12, 13],
      [14, 15],
    ]);
    expect(second).toMatchObject({ slot: 2, jobs: [], box: undefined, outputs: undefined });
  });

  it.each([
    ['no list of results', {}, 0, /wrong shape/],
    ['a result that is no object', [null], 0, /no object/],
    ['a slot it was not given', [{ slot: 3, us: 1 }], 0, /was not given/],
    ['a slot that is no number', [{ slot: '1', us: 1 }], 0, /was not given/],
    [
      'a slot twice',
      [
        { slot: 1, us: 1 },
        { slot: 1, us: 1 },
      ],
      0,
      /two results/,
    ],
    ['no time', [{ slot: 1 }], 0, /without its time/],
    ['a time without end', [{ slot: 1, us: Number.POSITIVE_INFINITY }], 0, /without its time/],
    ['outputs that are no text', [{ slot: 1, us: 1, outputs: ['x'] }], 0, /no text or too long/],
    ['outputs that are too long', [{ slot: 1, us: 1, outputs: 'x'.repeat(80_000) }], 0, /no text or too long/],
    ['an instance of another plugin', [{ slot: 2, us: 1, jobs: [[7, 0, 1, 1]] }], 2, /an instance it was not given/],
    ['a job that ends before it begins', [{ slot: 1, us: 1, jobs: [[7, 5, 4, 1]] }], 0, /beyond the bars/],
    ['a job beyond the bars', [{ slot: 1, us: 1, jobs: [[7, 0, 11, 1]] }], 22, /beyond the bars/],
    ['a job at a fraction', [{ slot: 1, us: 1, jobs: [[7, 0.5, 1, 1]] }], 1, /not four numbers/],
    ['a negative job', [{ slot: 1, us: 1, jobs: [[7, -1, 1, 1]] }], 4, /not four numbers/],
    ['a job of five numbers', [{ slot: 1, us: 1, jobs: [[7, 0, 1, 1, 1]] }], 2, /not four numbers/],
    ['too few values', [{ slot: 1, us: 1, jobs: [[7, 0, 10, 1]] }], 19, /fewer values/],
    ['too many values', [{ slot: 1, us: 1, jobs: [[7, 0, 10, 1]] }], 21, /more values/],
    ['an outbox without end', [{ slot: 1, us: 1, box: [1, outboxRows + 1] }], 0, /impossible size/],
    ['an outbox that is a text', [{ slot: 1, us: 1, box: 'ab' }], 0, /impossible size/],
  ])('is refused for %s', (_what, results, values, sentence) => {
    expect(() => check(results, counting(values))).toThrow(sentence);
  });

  it('that is a part of several must bring something, so that parts cannot go on for ever', () => {
    expect(() => check([], counting(0), true)).toThrow(/without results/);
  });

  it('of any content is either refused with an Error or keeps all bounds', () => {
    const number = fc.oneof(fc.integer({ min: -2, max: 12 }), fc.double(), fc.constantFrom(2 ** 53, 1e308, '1', null));
    const job = fc.oneof(fc.array(number, { maxLength: 5 }), fc.tuple(fc.constantFrom(7, 8), number, number, number));
    const result = fc.record(
      {
        slot: fc.oneof(fc.constantFrom(1, 2), number),
        us: fc.oneof(fc.nat(), number),
        jobs: fc.oneof(fc.array(job, { maxLength: 4 }), fc.anything()),
        box: fc.oneof(fc.tuple(number, number), fc.anything()),
        outputs: fc.oneof(fc.string(), fc.anything()),
      },
      { requiredKeys: [] },
    );
    fc.assert(
      fc.property(
        fc.oneof(fc.array(fc.oneof(result, fc.anything()), { maxLength: 3 }), fc.anything()),
        fc.nat({ max: 60 }),
        (results, count) => {
          const values = counting(count);
          try {
            expectSound(check(results, values), values);
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            expect((error as Error).name).not.toBe('TypeError');
          }
        },
      ),
      { numRuns: 3_000, seed: 7 },
    );
  });

  it('that was sound and had bytes changed on the way is refused or still keeps all bounds', () => {
    const header: TurnedHeader = {
      type: 'turned',
      frame: 1,
      more: false,
      behind: false,
      results: [{ slot: 1, us: 3, jobs: [[7, 2, 5, 1]], box: [4, 1], outputs: '[{"t":"loaded"}]' }],
    };
    const sound = encodeFrame(header, [counting(12)]);
    const change = fc.tuple(fc.nat({ max: sound.length - 1 }), fc.nat({ max: 255 }));
    fc.assert(
      fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
        const bytes = Uint8Array.from(sound);
        for (const [at, value] of changes) bytes[at] = value;
        try {
          for (const frame of new FrameReader().push(bytes)) {
            const got = frame.header as TurnedHeader;
            expectSound(checkTurned(got, frame.values, expected, new Set()), frame.values);
          }
        } catch (error) {
          expect(error).toBeInstanceOf(Error);
          expect((error as Error).name).not.toBe('TypeError');
        }
      }),
      { numRuns: 3_000, seed: 11 },
    );
  });
});

describe('samples and ends', () => {
  it('come back as they are when they are sound', () => {
    expect(checkSamples({ type: 'samples', slots: [[1, 2, 3, 4, 5]] })).toEqual([
      { slot: 1, cpuMs: 2, heapBytes: 3, externalBytes: 4, heldBytes: 5 },
    ]);
    expect(checkStopped({ type: 'stopped', slot: 1, code: 'timeout', text: 't' })).toEqual({
      slot: 1,
      code: 'timeout',
      text: 't',
      limit: 0,
    });
  });

  it('of any other content are refused with an Error', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), fc.anything(), (a, b, c) => {
        for (const work of [
          () => checkSamples({ type: 'samples', slots: a as never }),
          () => checkSamples({ type: 'samples', slots: [[a, b, c, 1, 1]] as never }),
          () => checkStopped({ type: 'stopped', slot: a as never, code: b as never, text: c as never }),
          () => checkStopped({ type: 'stopped', slot: 1, code: 'crashed', text: a as never, limit: b as never }),
        ])
          try {
            work();
          } catch (error) {
            expect((error as Error).message).toMatch(/samples|a sample|the end of a plugin/);
          }
      }),
      { numRuns: 500, seed: 3 },
    );
  });
});
