import { describe, expect, it } from 'vitest';
import { toShares } from './profile-shares.ts';

const node = (id: number, functionName: string, lineNumber = 4) => ({
  id,
  hitCount: 1,
  children: [],
  callFrame: { functionName, scriptId: '1', url: 'plugin://mine/calc.ts', lineNumber, columnNumber: 0 },
});

describe('the shares of a profile', () => {
  it('are what each function took itself, whoever called it, and leave out the time between turns', () => {
    const profile = {
      nodes: [
        node(1, '(root)', -1),
        node(2, '(idle)', -1),
        node(3, 'mean'),
        node(4, 'mean'),
        node(5, ''),
        node(6, '(garbage collector)', -1),
      ],
      startTime: 0,
      endTime: 10_000,
      samples: [3, 4, 2, 5, 6],
      timeDeltas: [1_000, 3_000, 4_000, 1_000, 1_000],
    };
    expect(toShares(profile)).toEqual([
      { name: 'mean', place: 'mine/calc.ts:5', ms: 4, percent: (4 / 6) * 100 },
      { name: '(anonymous)', place: 'mine/calc.ts:5', ms: 1, percent: (1 / 6) * 100 },
      { name: '(garbage collector)', place: '', ms: 1, percent: (1 / 6) * 100 },
    ]);
    expect(toShares({ ...profile, samples: [], timeDeltas: [] })).toEqual([]);
  });
});
