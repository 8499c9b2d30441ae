import { describe, expect, it } from 'vitest';
import { createDeepConflict, createOrdinary, createPigeons } from '../../../../bench/resolver-graphs.ts';
import { resolve } from './resolve.ts';
import { resolveAside } from './resolve-aside.ts';

describe('resolveAside', () => {
  it.each([
    ['a plan', createOrdinary()],
    ['a conflict', createDeepConflict(300, false)],
    ['what is too much for a moment', createPigeons(8)],
  ])('answers %s as resolve does', async (_, { catalogue, requests }) => {
    expect(await resolveAside({ catalogue, requests })).toEqual(resolve({ catalogue, requests }));
  });

  it('leaves the loop free meanwhile, and gives up where the thread does', async () => {
    const { catalogue, requests } = createPigeons(12);
    let beats = 0;
    const pulse = setInterval(() => beats++, 1);
    const given = resolveAside({ catalogue, requests, maxSteps: 3_000_000 });
    await expect(given).rejects.toMatchObject({ code: 'resolve.too-hard' });
    clearInterval(pulse);
    expect(beats).toBeGreaterThan(0);
  });
});
