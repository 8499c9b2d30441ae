import { describe, expect, test } from 'vitest';
import { CodedError, defineErrors, isCoded, toErrorJson } from './errors.ts';

const boxError = defineErrors('box', {
  full: (d: { limit: number }) => `The box holds ${d.limit}; take something out.`,
  locked: () => 'The box is locked; bring the key.',
});

describe('defineErrors', () => {
  test('makes errors with code, sentence, data and cause', () => {
    const cause = new Error('why');
    const error = boxError('full', { limit: 3 }, cause);
    expect(error).toBeInstanceOf(CodedError);
    expect(error).toMatchObject({
      code: 'box.full',
      message: 'The box holds 3; take something out.',
      data: { limit: 3 },
      cause,
    });
    expect('cause' in boxError('full', { limit: 3 })).toBe(false);
  });

  test('lets the table be read', () => {
    expect(boxError.area).toBe('box');
    expect(Object.keys(boxError.table)).toEqual(['full', 'locked']);
  });

  test('does not compile with another kind or other data', () => {
    // @ts-expect-error there is no such kind
    expect(() => boxError('empty', {})).toThrow();
    // @ts-expect-error the limit is a number
    expect(boxError('full', { limit: 'x' }).code).toBe('box.full');
  });
});

describe('isCoded', () => {
  test('knows an error by its code, from wherever it came', () => {
    expect(isCoded(boxError('full', { limit: 3 }))).toBe(true);
    expect(isCoded(Object.assign(new Error('x'), { code: 'box.full' }))).toBe(true);
    expect(isCoded(Object.assign(new Error('x'), { code: 'ENOENT' }))).toBe(false);
    for (const other of [new Error('x'), { code: 'box.full' }, null, undefined, 'box.full'])
      expect(isCoded(other)).toBe(false);
  });
});

describe('toErrorJson', () => {
  test('keeps code, sentence and data', () => {
    expect(toErrorJson(boxError('full', { limit: 3 }))).toEqual({
      code: 'box.full',
      message: 'The box holds 3; take something out.',
      data: { limit: 3 },
    });
  });

  test('always gives data, also where the code came from elsewhere', () => {
    expect(toErrorJson(Object.assign(new Error('x'), { code: 'box.full' })).data).toEqual({});
  });

  test.each([
    [new TypeError('x is not a function'), 'x is not a function'],
    ['text', 'text'],
    [undefined, 'undefined'],
    [null, 'null'],
    [Symbol('s'), 'Symbol(s)'],
    [Object.create(null), 'Something was thrown that has no text.'],
  ])('calls anything without a code unexpected (%#)', (thrown, message) => {
    expect(toErrorJson(thrown)).toEqual({ code: 'internal.unexpected', message, data: {} });
  });
});
