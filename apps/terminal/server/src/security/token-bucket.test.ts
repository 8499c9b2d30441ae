import { describe, expect, it } from 'vitest';
import { TokenBucket } from './token-bucket.ts';

describe('token bucket', () => {
  it('lets a burst through, then one for each stretch of time', () => {
    let now = 0;
    const bucket = new TokenBucket({ burst: 3, perSecond: 2 }, () => now);
    const take = (n: number) => Array.from({ length: n }, () => bucket.take());
    expect(take(5)).toEqual([true, true, true, false, false]);
    now = 499;
    expect(take(1)).toEqual([false]);
    now = 1000;
    expect(take(3)).toEqual([true, true, false]);
  });

  it('never saves up more than its burst', () => {
    let now = 0;
    const bucket = new TokenBucket({ burst: 2, perSecond: 100 }, () => now);
    now = 1e9;
    expect([bucket.take(), bucket.take(), bucket.take()]).toEqual([true, true, false]);
  });
});
