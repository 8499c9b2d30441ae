import { type DeltaKind, decodeFrame, encodeFrame, type ServerColumns } from '@omnitrade/contracts';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { ChartData } from './chart-data.ts';

const day = 86_400_000;
type Row = readonly [time: number, open: number, high: number, low: number, close: number, volume: number];
const rows = (count: number, base = 100): Row[] =>
  Array.from({ length: count }, (_, i) => [i * day, base + i, base + i + 2, base + i - 2, base + i + 1, 10 * i]);
const toColumns = (given: readonly (readonly number[])[], count: number) =>
  Array.from({ length: count }, (_, at) => Float64Array.from(given, (row) => row[at] as number));

/** Through the real codec, as on the wire. */
function deliver(
  data: ChartData,
  header: ServerColumns,
  given: readonly (readonly number[])[],
  count: number,
): boolean {
  const frame = decodeFrame<ServerColumns>(encodeFrame(header, toColumns(given, count)));
  return data.apply(frame.header, frame.values);
}
function bars(data: ChartData, kind: DeltaKind, from: number, all: readonly Row[], series = 'X:Y@1D'): boolean {
  const header = { type: 'bars', series, rev: 1, kind, from, length: all.length, closed: all.length - 1 } as const;
  return deliver(data, header, all.slice(from), 6);
}
function plot(data: ChartData, instance: string, from: number, values: readonly number[][], keys = ['a']): boolean {
  const header = { type: 'plot', instance, rev: 1, from, to: from + values.length, keys } as const;
  return deliver(data, header, values, keys.length);
}
const closes = (data: ChartData) => [...data.bar('close').subarray(0, data.length)];

describe('ChartData', () => {
  test('holds after any run of changes what one reset would have brought', () => {
    const step = fc.record({
      kind: fc.constantFrom('append', 'tick', 'amend' as const),
      at: fc.nat(40),
      by: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 30 }), fc.array(step, { maxLength: 60 }), (start, steps) => {
        const data = new ChartData(() => {});
        const model = rows(start);
        bars(data, 'reset', 0, model);
        for (const { kind, at, by } of steps) {
          let from = model.length - 1;
          if (kind === 'append') {
            from = model.length;
            model.push([from * day, by, by + 1, by - 1, by, by]);
          } else {
            if (kind === 'amend') from = at % model.length;
            const [time] = model[from] as Row;
            model[from] = [time, by, by + 2, by - 2, by + 1, 1];
          }
          expect(bars(data, kind, from, model)).toBe(true);
        }
        expect(closes(data)).toEqual(model.map((row) => row[4]));
      }),
      { numRuns: 100 },
    );
  });

  test('grows far past its first capacity', () => {
    const data = new ChartData(() => {});
    const model = rows(5000);
    bars(data, 'reset', 0, model.slice(0, 10));
    bars(data, 'append', 10, model);
    expect(closes(data)).toEqual(model.map((row) => row[4]));
  });

  test('calls once for many changes and says what they were', () => {
    let calls = 0;
    const data = new ChartData(() => {
      calls += 1;
    });
    bars(data, 'reset', 0, rows(5));
    data.takeChange();
    bars(data, 'append', 5, rows(6));
    bars(data, 'amend', 2, rows(6, 50));
    plot(data, 'c1', 0, [[1], [2]]);
    expect(calls).toBe(2);
    expect(data.takeChange()).toEqual({ reset: false, bars: 2, plots: new Set(['c1']) });
    expect(data.takeChange()).toEqual({ reset: false, bars: Number.POSITIVE_INFINITY, plots: new Set() });
  });

  test('keeps values on show over a reset of the same bars, and shortens them with the bars', () => {
    const data = new ChartData(() => {});
    bars(data, 'reset', 0, rows(5));
    plot(data, 'c1', 0, [[1], [2], [3], [4], [5]]);
    bars(data, 'reset', 0, rows(3));
    expect(data.plot('c1')?.columns.length).toBe(3);
    expect(data.takeChange().reset).toBe(true);
  });

  test('drops values where the reset brings other bars', () => {
    const data = new ChartData(() => {});
    bars(data, 'reset', 0, rows(5));
    plot(data, 'c1', 0, [[1], [2]]);
    bars(data, 'reset', 0, rows(5), 'X:Z@1D');
    expect(data.plot('c1')).toBeUndefined();
    plot(data, 'c1', 0, [[1], [2]]);
    bars(data, 'prepend', 0, [[-day, 1, 1, 1, 1, 1], ...rows(5)], 'X:Z@1D');
    expect(data.plot('c1')).toBeUndefined();
  });

  test('asks for everything again where a change does not fit', () => {
    const data = new ChartData(() => {});
    expect(bars(data, 'append', 0, rows(1))).toBe(false);
    bars(data, 'reset', 0, rows(5));
    expect(bars(data, 'append', 7, rows(8))).toBe(false);
    expect(bars(data, 'append', 5, rows(6), 'OTHER:S@1D')).toBe(false);
    expect(plot(data, 'c1', 3, [[1]])).toBe(false);
    expect(closes(data)).toHaveLength(5);
  });

  test('takes no header that its values contradict', () => {
    const data = new ChartData(() => {});
    const header = { type: 'bars', series: 's', rev: 1, kind: 'reset', from: 0, length: 3, closed: 3 } as const;
    expect(data.apply(header, new Float64Array(17))).toBe(false);
    expect(data.apply({ ...header, length: 1e15 }, new Float64Array(18))).toBe(false);
    expect(data.apply({ ...header, from: -1 }, new Float64Array(24))).toBe(false);
    expect(data.length).toBe(0);
  });

  test('starts an instance anew when its outputs change', () => {
    const data = new ChartData(() => {});
    bars(data, 'reset', 0, rows(3));
    plot(data, 'c1', 0, [[1], [2], [3]]);
    plot(data, 'c1', 0, [[1, 9]], ['a', 'b']);
    expect(data.plot('c1')?.keys).toEqual(['a', 'b']);
    expect(data.plot('c1')?.columns.length).toBe(1);
    data.keepPlots(new Set());
    expect(data.plot('c1')).toBeUndefined();
  });
});
