import type { PluginSummary } from '@omnitrade/contracts';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createTestHome, type TestHome } from '../cli-fixture.ts';
import { toRows } from './top.ts';

const plugin = (id: string, cpuMs: number) => ({ id, usage: { cpuMs } }) as PluginSummary;

describe('rows of top', () => {
  it('have the busiest of the last interval first', () => {
    const before = [plugin('a', 900), plugin('b', 10), plugin('c', 50)];
    const now = [plugin('a', 910), plugin('b', 510), plugin('c', 50)];
    const shown = toRows(now, before, 1_000).map((row) => [row.plugin.id, row.cpuPercent]);
    expect(shown).toEqual([
      ['b', 50],
      ['a', 1],
      ['c', 0],
    ]);
  });

  it('claim nothing at the first look, and nothing below zero for a plugin that was installed anew', () => {
    expect(toRows([plugin('a', 5)])[0]?.cpuPercent).toBeUndefined();
    expect(toRows([plugin('a', 5)], [plugin('a', 80)], 1_000)[0]?.cpuPercent).toBe(0);
  });
});

describe('top from the outside', () => {
  let home: TestHome;
  beforeAll(() => {
    home = createTestHome();
  });
  afterAll(() => home[Symbol.dispose]());

  it('is one document for a program, and printed once where nobody watches', async () => {
    const { json } = await home.run('top', '--json');
    expect(json).toMatchObject({ server: { loopGapMs: 0, runners: expect.any(Array) }, plugins: expect.any(Array) });
    const { stdout, code } = await home.run('top');
    expect(stdout).toMatch(
      /^Server: [\d.]+ MB, loop gap 0\.0 ms\n\n(No runner is up\.|RUNNER +KIND.+)\n\nPLUGIN +STATE/s,
    );
    expect(stdout).toContain('classic-indicators');
    expect(code).toBe(0);
  });
});
