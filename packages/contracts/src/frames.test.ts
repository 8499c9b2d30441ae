import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { isCoded } from './errors.ts';
import { decodeFrame, encodeFrame, type Frame, FrameReader, frameMaxBytes, frameMaxHeaderBytes } from './frames.ts';

const header = fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }), { maxKeys: 5 });
/** Every double there is, NaN and -0 included. */
const column = fc.float64Array({ maxLength: 40 });
const content = fc.record({ header, columns: fc.array(column, { maxLength: 4 }) });

/** Bits, not values: NaN equals itself and -0 is not 0. */
const bits = (values: Float64Array) => Array.from(new BigUint64Array(values.slice().buffer));
const joined = (columns: readonly Float64Array[]) => Float64Array.from(columns.flatMap((values) => [...values]));
const toJson = (value: unknown) => JSON.parse(JSON.stringify(value));

function expectSame(frame: Frame | undefined, given: { header: unknown; columns: Float64Array[] }): void {
  expect(frame?.header).toEqual(toJson(given.header));
  expect(bits(frame?.values as Float64Array)).toEqual(bits(joined(given.columns)));
}

/** Cuts bytes at the given shares of their length. */
function cut(bytes: Uint8Array, shares: readonly number[]): Uint8Array[] {
  const borders = [0, ...shares.map((share) => Math.floor(share * bytes.length)).sort((a, b) => a - b), bytes.length];
  return borders.slice(1).map((end, i) => bytes.slice(borders[i], end));
}

function codeOf(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    if (isCoded(error)) return error.code;
    throw error;
  }
  return 'nothing';
}

function withPrefix(bytes: number, headerBytes: number, rest: Uint8Array = new Uint8Array(0)): Uint8Array {
  const frame = new Uint8Array(8 + rest.length);
  new DataView(frame.buffer).setUint32(0, bytes, true);
  new DataView(frame.buffer).setUint32(4, headerBytes, true);
  frame.set(rest, 8);
  return frame;
}

describe('encodeFrame and decodeFrame', () => {
  test('return what they were given, bit for bit', () => {
    fc.assert(
      fc.property(content, (given) => {
        expectSame(decodeFrame(encodeFrame(given.header, given.columns)), given);
      }),
    );
  });

  test('return it from any place in a larger buffer', () => {
    fc.assert(
      fc.property(content, fc.nat(16), (given, offset) => {
        const frame = encodeFrame(given.header, given.columns);
        const larger = new Uint8Array(frame.length + offset + 3);
        larger.set(frame, offset);
        expectSame(decodeFrame(larger.subarray(offset, offset + frame.length)), given);
      }),
    );
  });

  test('align columns to doubles', () => {
    fc.assert(
      fc.property(content, (given) => {
        expect(decodeFrame(encodeFrame(given.header, given.columns)).values.byteOffset % 8).toBe(0);
      }),
    );
  });

  test('refuse to send what would be refused', () => {
    const full = new Float64Array(frameMaxBytes / 8 - 2);
    expect(encodeFrame({}, [full]).length).toBe(frameMaxBytes);
    expect(codeOf(() => encodeFrame({ a: 1 }, [full]))).toBe('nothing');
    expect(codeOf(() => encodeFrame({}, [full, new Float64Array(1)]))).toBe('frame.too-long');
    expect(codeOf(() => encodeFrame({ text: 'x'.repeat(frameMaxHeaderBytes) }))).toBe('frame.too-long');
  });

  test.each<[string, Uint8Array]>([
    ['less than a prefix', new Uint8Array(7)],
    ['another length than it says', withPrefix(16, 0)],
    ['a header longer than itself', withPrefix(8, 8)],
    ['a header not padded', withPrefix(13, 5, new TextEncoder().encode('{"a":'))],
    ['no whole doubles', withPrefix(20, 8, new TextEncoder().encode('{}      1234'))],
    ['a header that is not JSON', withPrefix(16, 8, new TextEncoder().encode('{"a": 1 '))],
    ['no header', withPrefix(8, 0)],
    ['a list for header', withPrefix(16, 8, new TextEncoder().encode('[]      '))],
    ['null for header', withPrefix(16, 8, new TextEncoder().encode('null    '))],
    ['text that is not UTF-8', withPrefix(16, 8, new Uint8Array([0x22, 0xff, 0x22, 0x20, 0x20, 0x20, 0x20, 0x20]))],
  ])('refuse %s', (_, frame) => {
    expect(codeOf(() => decodeFrame(frame))).toBe('frame.malformed');
  });

  test('refuse any other bytes by code and by nothing else', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (bytes) => {
        expect(['nothing', 'frame.malformed', 'frame.too-long']).toContain(codeOf(() => decodeFrame(bytes)));
      }),
    );
  });
});

describe('FrameReader', () => {
  test('returns the frames of a stream, however it is cut', () => {
    const shares = fc.array(fc.double({ min: 0, max: 1, noNaN: true }), { maxLength: 12 });
    fc.assert(
      fc.property(fc.array(content, { maxLength: 4 }), shares, (given, cuts) => {
        const stream = Buffer.concat(given.map((one) => encodeFrame(one.header, one.columns)));
        const reader = new FrameReader();
        const frames = cut(stream, cuts).flatMap((chunk) => reader.push(chunk));
        expect(frames.length).toBe(given.length);
        for (const [i, one] of given.entries()) expectSame(frames[i], one);
      }),
    );
  });

  test('returns nothing before a frame is whole', () => {
    fc.assert(
      fc.property(content, fc.double({ min: 0, max: 1, noNaN: true, maxExcluded: true }), (given, share) => {
        const frame = encodeFrame(given.header, given.columns);
        expect(new FrameReader().push(frame.subarray(0, Math.floor(share * frame.length)))).toEqual([]);
      }),
    );
  });

  test('reads a frame that comes byte by byte', () => {
    const frame = encodeFrame({ a: 1 }, [Float64Array.of(1, Number.NaN)]);
    const reader = new FrameReader();
    const frames = Array.from(frame, (byte) => reader.push(Uint8Array.of(byte))).flat();
    expectSame(frames[0], { header: { a: 1 }, columns: [Float64Array.of(1, Number.NaN)] });
  });

  test('answers flipped bits with frames or a coded error, then stays dead', () => {
    const flips = fc.array(fc.tuple(fc.nat(), fc.integer({ min: 0, max: 7 })), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(fc.array(content, { minLength: 1, maxLength: 3 }), flips, (given, bitsToFlip) => {
        const stream = Uint8Array.from(Buffer.concat(given.map((one) => encodeFrame(one.header, one.columns))));
        for (const [at, bit] of bitsToFlip) (stream[at % stream.length] as number) ^= 1 << bit;
        const reader = new FrameReader();
        const code = codeOf(() => reader.push(stream));
        expect(['nothing', 'frame.malformed', 'frame.too-long']).toContain(code);
        if (code !== 'nothing') expect(codeOf(() => reader.push(encodeFrame({})))).toBe(code);
      }),
      { numRuns: 300 },
    );
  });

  test('refuses a length over the limit before it waits for the bytes', () => {
    expect(codeOf(() => new FrameReader().push(withPrefix(frameMaxBytes + 8, 0)))).toBe('frame.too-long');
    expect(codeOf(() => new FrameReader().push(withPrefix(0xffffffff, 0)))).toBe('frame.too-long');
    expect(codeOf(() => new FrameReader().push(withPrefix(0, 0)))).toBe('frame.malformed');
  });
});
