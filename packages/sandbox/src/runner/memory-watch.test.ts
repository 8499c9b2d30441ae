import { describe, expect, it } from 'vitest';
import { CellFailure } from '../drivers/driver.ts';
import { MemoryWatch } from './memory-watch.ts';

const mb = 1024 * 1024;
const limits = { memoryMb: 10, columnsMb: 20, turnMs: 50 };

describe('the watch over memory', () => {
  it('counts heap and own buffers, and lets one peak pass, for it may be garbage', () => {
    const watch = new MemoryWatch(limits, mb);
    expect(watch.check(6 * mb, 5 * mb)).toBe(4 * mb);
    expect(watch.check(7 * mb, 5 * mb)).toBe(4 * mb);
    expect(watch.check(2 * mb, 5 * mb)).toBe(4 * mb);
    watch.check(7 * mb, 5 * mb);
    expect(() => watch.check(7 * mb, 5 * mb)).toThrow(expect.objectContaining({ code: 'memory', limit: 10 }));
  });

  it('does not charge the plugin for columns, nor for those that were replaced and not collected yet', () => {
    const watch = new MemoryWatch(limits, 0);
    watch.grow(8 * mb, 0);
    watch.grow(16 * mb, 8 * mb);
    for (let n = 0; n < 5; n++) expect(watch.check(9 * mb, 24 * mb)).toBe(0);
    expect(watch.check(9 * mb, 16 * mb)).toBe(0);
    watch.drop(16 * mb);
    for (let n = 0; n < 5; n++) expect(watch.check(9 * mb, 16 * mb)).toBe(0);
    // Once those are known to be gone, the same bytes are the plugin's own.
    expect(watch.check(0, 0)).toBe(0);
    expect(watch.check(0, 6 * mb)).toBe(6 * mb);
  });

  it('refuses columns over their limit before they are made', () => {
    const watch = new MemoryWatch(limits, 0);
    watch.grow(15 * mb, 0);
    expect(() => watch.grow(6 * mb, 0)).toThrow(CellFailure);
  });
});
