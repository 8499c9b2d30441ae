import { describe, expect, it } from 'vitest';
import { fingerprint } from './fingerprint.ts';

const of = (message: string, more: { code?: string; stack?: string } = {}) =>
  fingerprint({ code: 'plugin.call-failed', message, ...more });

describe('fingerprint', () => {
  it.each([
    ['stopped after 103 ms', 'stopped after 98 ms'],
    ['no file "a.csv"', 'no file "b.csv"'],
    ['at 2026-01-02T03:04:05.678Z it threw', 'at 2025-12-31T23:59:59Z it threw'],
    ['id 9f86d081884c7d65 is gone', 'id 2c26b46b68ffc68f is gone'],
    ['two  blanks\nand a line', 'two blanks and a line'],
  ])('is equal for %j and %j', (a, b) => {
    expect(of(a)).toBe(of(b));
  });

  it('differs by code, by sentence and by place', () => {
    const all = [
      of('it threw'),
      of('it hung'),
      of('it threw', { code: 'sandbox.timeout' }),
      of('it threw', { stack: 'Error\n    at calc (plugin://a/index.js:1:2)' }),
      of('it threw', { stack: 'Error\n    at calc (plugin://a/index.js:9:2)' }),
    ];
    expect(new Set(all).size).toBe(all.length);
  });

  it('does not look at frames outside the plugin, and stays short for any text', () => {
    expect(of('x', { stack: 'at node:internal/a:1' })).toBe(of('x', { stack: 'at node:internal/b:2' }));
    expect(of('x'.repeat(1e6))).toMatch(/^[0-9a-f]{16}$/);
    expect(of('"'.repeat(1e5))).toMatch(/^[0-9a-f]{16}$/);
  });
});
