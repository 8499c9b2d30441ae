import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bisect } from './bisect.ts';

/** Fails where all of the guilty are on; counts how often it was asked. */
function createCheck(guilty: readonly number[]) {
  const check = async (on: readonly number[]) => {
    check.asked++;
    return !guilty.every((one) => on.includes(one));
  };
  check.asked = 0;
  return check;
}
const range = (n: number) => Array.from({ length: n }, (_, i) => i);

describe('bisect', () => {
  it('finds exactly the plugins that fail together, however many they are', async () => {
    const world = fc
      .integer({ min: 1, max: 40 })
      .chain((n) => fc.tuple(fc.constant(n), fc.uniqueArray(fc.nat(n - 1), { minLength: 1, maxLength: 4 })));
    await fc.assert(
      fc.asyncProperty(world, async ([n, guilty]) => {
        const result = await bisect({ items: range(n), check: createCheck(guilty) });
        expect(result).toEqual({ found: 'culprits', culprits: [...guilty].sort((a, b) => a - b) });
      }),
    );
  });

  it('asks about ten times for one of two hundred, and twenty for a pair', async () => {
    for (const [guilty, limit] of [
      [[137], 12],
      [[3, 190], 22],
    ] as const) {
      const check = createCheck(guilty);
      await bisect({ items: range(200), check });
      expect(check.asked).toBeLessThanOrEqual(limit);
    }
  });

  it('says that nothing is wrong, or that no plugin is to blame', async () => {
    expect(await bisect({ items: range(5), check: async () => true })).toEqual({ found: 'nothing' });
    expect(await bisect({ items: range(5), check: async () => false })).toEqual({ found: 'not-a-plugin' });
    expect(await bisect({ items: [], check: async () => true })).toEqual({ found: 'nothing' });
  });

  it('passes on what the check throws', async () => {
    const check = async () => {
      throw new Error('the check broke');
    };
    await expect(bisect({ items: [1], check })).rejects.toThrow('the check broke');
  });
});
