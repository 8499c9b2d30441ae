import { describe, expect, it } from 'vitest';
import { decideStart, failedStartsMax } from './start-mode.ts';

describe('the mode of a start', () => {
  it('is normal until two starts in a row failed', () => {
    expect(failedStartsMax).toBe(2);
    for (const failedStarts of [0, 1]) expect(decideStart({ asked: false, failedStarts })).toEqual({ mode: 'normal' });
  });

  it('is safe after two, and says how often and what to do', () => {
    const { mode, ...rest } = decideStart({ asked: false, failedStarts: 2 });
    expect(mode).toBe('safe');
    expect(rest).toMatchObject({ why: 'failed-starts', reason: expect.stringMatching(/twice.*Disable/) });
    expect(decideStart({ asked: false, failedStarts: 7 })).toMatchObject({
      reason: expect.stringContaining('7 times'),
    });
  });

  it('is safe when asked for', () => {
    expect(decideStart({ asked: true, failedStarts: 0 })).toMatchObject({ mode: 'safe', why: 'asked' });
  });
});
