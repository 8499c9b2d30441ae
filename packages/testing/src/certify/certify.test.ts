import { describe, expect, test } from 'vitest';
import { badIndicators, goodIndicators, toIndicatorPlugin } from './bad-indicators-fixture.ts';
import { indicatorCertificates } from './certificates/index.ts';
import { certify } from './certify.ts';

const examine = async (code: readonly string[], options = {}) => certify(toIndicatorPlugin(code), options);

describe('certify', () => {
  test.each(badIndicators)('catches %s with %s', async (id, certificate, code) => {
    const report = await examine([code]);
    const found = report.certificates.find((one) => one.id === certificate);
    expect(found).toMatchObject({
      ok: false,
      failed: [id],
      evidence: {
        contribution: id,
        bar: expect.any(Number),
        seed: expect.any(Number),
        text: expect.stringMatching(/^\S.{20}/),
      },
    });
    expect(report.ok).toBe(!report.certificates.some(({ ok, gate }) => gate && !ok));
    if (found?.gate) expect(report.ok).toBe(false);
  });

  test('catches each fault with a certificate of its own', () => {
    expect(new Set(badIndicators.map(([, id]) => id))).toEqual(new Set(indicatorCertificates.map(({ id }) => id)));
  });

  test('finds nothing in what is well made', async () => {
    const report = await examine(goodIndicators);
    expect(report.certificates.filter(({ ok }) => !ok)).toEqual([]);
    expect(report).toMatchObject({ ok: true, plugin: 'examined', version: '1.0.0' });
    expect(report.certificates[0]?.examined).toEqual(['mid', 'ema', 'closed-only', 'pivot']);
  });

  test('names the first bar that sees the future, and what it should have been', async () => {
    const [, , ahead] = badIndicators.find(([id]) => id === 'ahead')!;
    const { certificates } = await examine([ahead]);
    const { evidence } = certificates.find(({ id }) => id === 'I2')!;
    expect(evidence!.expected).not.toBe(evidence!.actual);
    expect(evidence!.text).toContain(`Bar ${evidence!.bar} of "v"`);
  });

  test('gives the same evidence for the same seed, and other cases for another', async () => {
    const [, , chunked] = badIndicators.find(([id]) => id === 'chunked')!;
    const of = async (seed: number) => (await examine([chunked], { seed })).certificates[0]!.evidence;
    expect(await of(5)).toEqual(await of(5));
    expect(await of(5)).not.toEqual(await of(900));
  });

  test('finds the case again from the seed alone', async () => {
    const [, , chunked] = badIndicators.find(([id]) => id === 'chunked')!;
    const { evidence } = (await examine([chunked], { seed: 1 })).certificates[0]!;
    const again = (await examine([chunked], { seed: evidence!.seed, runs: 1 })).certificates[0]!;
    expect(again.evidence).toEqual(evidence);
  });

  test('has nothing to say of a plugin that adds no indicator', async () => {
    const report = await examine([]);
    expect(report.ok).toBe(true);
    expect(report.certificates.every(({ examined }) => examined.length === 0)).toBe(true);
  });

  test('throws what keeps a plugin from being activated', async () => {
    await expect(examine(['throw new Error("on purpose");'])).rejects.toMatchObject({ code: 'plugin.activate-failed' });
  });
});
