import { describe, expect, it } from 'vitest';
import { LoopGapMeter } from './loop-gap.ts';

describe('loop gap meter', () => {
  it('sees that the loop was held up', async () => {
    using meter = new LoopGapMeter();
    await new Promise((resolve) => setTimeout(resolve, 50));
    const until = performance.now() + 120;
    while (performance.now() < until);
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(meter.gapMs).toBeGreaterThan(90);
  });
});
