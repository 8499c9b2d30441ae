import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { defaultResourcePolicy, resolveResources, resourceNames } from './resources.ts';

describe('resolveResources', () => {
  test('gives the defaults to a plugin that asks for nothing', () => {
    expect(resolveResources()).toEqual({
      ok: true,
      resources: { memoryMb: 32, cpuPercent: 10, turnMs: 50, storageMb: 5 },
    });
  });

  test('gives what is asked for up to the cap', () => {
    expect(resolveResources({ memoryMb: 256, storageMb: 1 })).toMatchObject({
      ok: true,
      resources: { memoryMb: 256, storageMb: 1 },
    });
  });

  test('names the cap and offers it where more is asked', () => {
    const resolved = resolveResources({ memoryMb: 1024, turnMs: 20 });
    expect(resolved).toMatchObject({ ok: false, offered: { memoryMb: 256, cpuPercent: 10, turnMs: 20, storageMb: 5 } });
    expect(!resolved.ok && resolved.faults.map((fault) => fault.message)).toEqual([
      '"resources.memoryMb" asks for 1024; this terminal gives at most 256. Ask for 256 or less.',
    ]);
  });

  test('keeps its own defaults under a stricter policy', () => {
    const strict = { ...defaultResourcePolicy, memoryMb: { default: 32, cap: 16 } };
    expect(resolveResources({}, strict)).toMatchObject({ ok: true, resources: { memoryMb: 16 } });
  });

  test('always accepts its own offer', () => {
    const asked = fc.record(Object.fromEntries(resourceNames.map((name) => [name, fc.integer({ min: 1, max: 1e6 })])), {
      requiredKeys: [],
    });
    fc.assert(
      fc.property(asked, (resources) => {
        const resolved = resolveResources(resources);
        if (resolved.ok) return;
        expect(resolveResources(resolved.offered)).toEqual({ ok: true, resources: resolved.offered });
      }),
    );
  });
});
