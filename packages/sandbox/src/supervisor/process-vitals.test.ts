import { describe, expect, it } from 'vitest';
import { readCpuMs, readRss } from './process-vitals.ts';

describe.runIf(process.platform === 'linux')('what the system says of a process', () => {
  it('is its memory and its processor time', () => {
    const before = readCpuMs(process.pid) ?? Number.NaN;
    const end = performance.now() + 5_000;
    while ((readCpuMs(process.pid) ?? 0) < before + 50 && performance.now() < end);
    expect((readCpuMs(process.pid) ?? 0) - before).toBeGreaterThanOrEqual(50);
    expect(readRss(process.pid)).toBeGreaterThan(30e6);
  });

  it('is nothing once it is gone', () => {
    expect(readRss(2 ** 30)).toBeUndefined();
    expect(readCpuMs(2 ** 30)).toBeUndefined();
  });
});
