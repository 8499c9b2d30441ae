import { readGuestModules } from '@omnitrade/sdk/guest';
import { afterAll, describe, expect, it } from 'vitest';
import { createKit } from '../../test-kit/kit.ts';
import { AttackRange } from '../../test-kit/run-attack.ts';
import { defaultRunnerPolicy } from '../index.ts';
import type { Attack } from './attack.ts';
import { attacks } from './index.ts';

/** The whole list three times, or the important ones and a part of the rest that changes with the seed. */
const soak = process.env.OMNITRADE_SOAK === '1';
const seed = Number(process.env.OMNITRADE_SEED ?? 1);
const share = 5;
const inSlice = ({ always, fatal }: Attack, at: number) => always || (at + seed) % (fatal ? share * 2 : share) === 0;
const chosen = soak ? [...attacks, ...attacks, ...attacks] : attacks.filter(inSlice);

const secret = `planted-${Math.random()}`;
process.env.OMNITRADE_PLANTED = secret;
const rssBefore = process.memoryUsage().rss;

const kit = createKit({
  guest: readGuestModules(),
  policy: {
    runner: { ...defaultRunnerPolicy, startMs: 250 },
    returnGraceMs: 500,
    startDeadlineMs: 600,
    sampleMs: 100,
    watchMs: 25,
    maxUncaught: 20,
  },
});
const range = new AttackRange(kit);
afterAll(() => kit[Symbol.asyncDispose]());

describe('the list of attacks', () => {
  it('names every attack once', () => {
    expect(new Set(attacks.map(({ id }) => id)).size).toBe(attacks.length);
    expect(attacks.length).toBeGreaterThanOrEqual(80);
  });
});

describe('the sandbox', () => {
  it.each(chosen.map((attack) => [attack.id, attack] as const))('contains %s', async (_id, attack) => {
    const report = await range.run(attack);
    expect(attack.ends, report.reasons.join()).toContain(report.outcome);
    if (report.stop) {
      expect(report.stop.cause).toBe('self');
      expect(report.stop.error?.message).toContain(report.plugin);
      expect(report.stop.error?.data).toMatchObject({ plugin: report.plugin });
    }
    expect(report.said).not.toContain('ESCAPED');
    for (const text of [secret, process.cwd(), 'node_modules']) expect(report.said).not.toContain(text);
    if (!attack.fatal && !attack.ends.includes('sandbox.runner-died')) expect(report.reasons).toEqual([]);
    for (const { cause, error } of report.neighbours) {
      expect([cause, error?.code]).toEqual(['neighbour', 'sandbox.neighbour-died']);
      expect(error?.message).not.toContain(report.plugin === error?.data.plugin ? report.plugin : '\0');
    }
  });

  it('is afterwards as it was before: the memory of this process, and one runner', () => {
    expect((process.memoryUsage().rss - rssBefore) / 1048576).toBeLessThan(200);
    expect(kit.sandbox.runners.length).toBeLessThanOrEqual(1);
  });
});
