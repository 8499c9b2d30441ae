import { readGuestModules } from '@omnitrade/sdk/guest';
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { createKit } from '../../test-kit/kit.ts';
import { plugin } from '../../test-kit/sources.ts';
import { checkProfile } from './check.ts';
import { type CpuProfile, profileLimits } from './format.ts';
import { type MeasuredCall, mergeCalls } from './merge.ts';

const guest = readGuestModules();
const kit = createKit({ guest });
afterAll(() => kit[Symbol.asyncDispose]());

/** 10 ms of one function, again and again. It calls itself, so that no compiler makes it a part of its caller. */
const busy = `function smoulder(until) { if (until > 1e4) return smoulder(until / 2) + smoulder(until / 2); let sum = 0; for (let n = 0; n < until; n++) sum += n % 7; return sum; }
setInterval(() => globalThis.sum = smoulder(2.5e6), 4);`;

const timeOf = ({ nodes, samples, timeDeltas }: CpuProfile, name: string) => {
  const ids = nodes.filter(({ callFrame }) => callFrame.functionName === name).map(({ id }) => id);
  return samples.reduce((sum, id, n) => (ids.includes(id) ? sum + (timeDeltas[n] as number) : sum), 0);
};

describe('a profile of one plugin', () => {
  it('shows which function takes its time, and where that stands', async () => {
    const one = await kit.start(plugin('', busy), { name: 'busy', turnMs: 500 }).activate();
    const profile = await one.run.profile(1_500);
    const hot = profile.nodes.find(({ callFrame }) => callFrame.functionName === 'smoulder');
    expect(hot?.callFrame).toMatchObject({ url: 'plugin://busy/index.js', lineNumber: 1, columnNumber: 17 });
    expect(timeOf(profile, 'smoulder')).toBeGreaterThan(20_000);
    expect(profile.nodes[0]?.callFrame.functionName).toBe('(root)');
    const total = profile.timeDeltas.reduce((sum, delta) => sum + delta, 0);
    expect(profile.startTime + total).toBe(profile.endTime);
    expect(one.stop).toBeUndefined();
  });

  it('is one at a time, and ends with its plugin', async () => {
    const one = await kit.start(plugin('', busy), { turnMs: 500 }).activate();
    const first = one.run.profile(5_000);
    await expect(one.run.profile(10)).rejects.toMatchObject({ code: 'sandbox.profile-under-way' });
    one[Symbol.dispose]();
    await expect(first).rejects.toMatchObject({ code: 'sandbox.profile-ended' });
    await expect(one.run.profile(10)).rejects.toMatchObject({ code: 'sandbox.profile-ended' });
  });

  it('says so where nothing was to be measured', async () => {
    const idle = await kit.start(plugin('')).activate();
    await expect(idle.run.profile(50)).rejects.toMatchObject({ code: 'sandbox.profile-empty' });
    await using authors = createKit({ guest, driver: 'process' });
    const one = await authors.start(plugin('', busy), { turnMs: 500 }).activate();
    await expect(one.run.profile(50)).rejects.toMatchObject({ code: 'sandbox.profile-empty' });
  });
});

const frame = (functionName: string) => ({
  functionName,
  scriptId: '1',
  url: 'plugin://a/b.js',
  lineNumber: 1,
  columnNumber: 2,
});
const call = (startTime: number, names: readonly string[]): MeasuredCall => ({
  startTime,
  endTime: startTime + 100,
  nodes: ['(root)', ...names].map((name, n) => ({
    id: n + 1,
    children: n < names.length ? [n + 2] : [],
    callFrame: frame(name),
  })),
  samples: [names.length + 1],
  sampledAt: [startTime + 60],
});

describe('pieces of a profile', () => {
  it('become one tree, and the time between them is idle', () => {
    const { nodes, samples, timeDeltas, startTime, endTime } = mergeCalls([
      call(1_000, ['turn', 'calc']),
      call(5_000, ['turn', 'calc', 'mean']),
    ]);
    const names = nodes.map(({ callFrame }) => callFrame.functionName);
    expect(names).toEqual(['(root)', '(idle)', 'turn', 'calc', 'mean']);
    expect(samples.map((id) => nodes.find((node) => node.id === id)?.callFrame.functionName)).toEqual([
      'calc',
      '(idle)',
      'mean',
      '(idle)',
    ]);
    expect(timeDeltas).toEqual([60, 40, 3_960, 40]);
    expect([startTime, endTime]).toEqual([1_000, 5_100]);
  });

  it('stay within what is kept, however many functions there are', () => {
    const many = Array.from({ length: 3_000 }, (_, n) => call(n * 200, [`f${n}`, `g${n}`]));
    const merged = mergeCalls(many);
    expect(merged.nodes.length).toBe(profileLimits.nodes);
    expect(checkProfile(JSON.stringify(merged))).toEqual(merged);
  });
});

describe('a profile from a runner', () => {
  const good = mergeCalls([call(0, ['a', 'b'])]);

  it('is taken whole, without what does not belong to it', () => {
    expect(checkProfile(JSON.stringify({ ...good, extra: 1 }))).toEqual(good);
  });

  it('throws nothing but a sentence, whatever it is', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('nodes', 'startTime', 'endTime', 'samples', 'timeDeltas'),
        fc.json(),
        (key, value) => {
          try {
            checkProfile(JSON.stringify({ ...good, [key]: JSON.parse(value) }));
          } catch (error) {
            expect(error).toBeInstanceOf(Error);
            expect((error as Error).message).toMatch(/^a (?:profile|node|call) /);
          }
        },
      ),
    );
  });

  it.each([
    ['a node twice', { nodes: [good.nodes[0], good.nodes[0]], samples: [], timeDeltas: [] }],
    ['samples of nobody', { samples: [99], timeDeltas: [1] }],
    ['children of nobody', { nodes: [{ ...good.nodes[0], children: [99] }], samples: [], timeDeltas: [] }],
    ['fewer times than samples', { timeDeltas: [] }],
    ['a negative time', { timeDeltas: good.timeDeltas.map(() => -1) }],
  ])('is refused with %s', (_what, change) => {
    expect(() => checkProfile(JSON.stringify({ ...good, ...change }))).toThrow(/^a profile/);
  });
});
