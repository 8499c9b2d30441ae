import { describe, expect, test } from 'vitest';
import { parseRequest, parseTerminal } from './parse-request.ts';

describe('parseRequest', () => {
  test.each([
    ['charts', 'charts', '*'],
    ['charts@', 'charts', '*'],
    ['charts@^1.2.0', 'charts', '^1.2.0'],
    ['charts@>=1 <2 || 3.x', 'charts', '>=1 <2 || 3.x'],
    ['charts@2.0.0-beta.1', 'charts', '2.0.0-beta.1'],
  ])('reads %j', (text, name, range) => {
    expect(parseRequest(text)).toEqual({ name, range });
  });

  test.each([
    ['', '"" is no name'],
    ['@1.0.0', '"" is no name'],
    ['a/b', '"a/b" is no name'],
    ['__proto__', 'is no name'],
    ['a@newest', '"newest" is no range of versions'],
    ['a@1.0.0@2', '"1.0.0@2" is no range'],
    ['a@^1\u001b[31m', 'is no range'],
  ])('refuses %j', (text, sentence) => {
    expect(() => parseRequest(text)).toThrow(sentence);
    expect(() => parseRequest(text)).toThrow(expect.objectContaining({ code: 'resolve.bad-request' }));
  });
});

describe('parseTerminal', () => {
  test('takes versions only', () => {
    expect(parseTerminal('1.0.0')).toBe('1.0.0');
    for (const text of ['', '1', '^1.0.0', 'v1.0.0', 'latest']) expect(() => parseTerminal(text)).toThrow('no version');
  });
});
